import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CheckEnvironment } from '../../../src/expressions/check/environment.ts';
import { editDistance, nearestName } from '../../../src/expressions/check/suggestions.ts';
import { check } from '../../../src/expressions/checker.ts';
import { compile } from '../../../src/expressions/compile.ts';
import type { Finding } from '../../../src/expressions/finding.ts';
import { english } from '../../../src/protocol/text.ts';

const sourceAttributes = [
  { name: 'mail', type: 'String' },
  { name: 'givenName', type: 'String' },
  { name: 'hireDate', type: 'String' },
  { name: 'accountEnabled', type: 'Boolean' },
  { name: 'flags', type: 'Integer' },
  { name: 'proxyAddresses', type: 'String', multivalued: true },
  { name: 'manager', type: 'Reference' },
  { name: 'appRoleAssignments', type: 'String', multivalued: true },
];

function findings(text: string, environment: CheckEnvironment = {}): readonly Finding[] {
  return check(compile(text), { sourceAttributes, ...environment });
}

/** The text after the only finding with a code was fixed. */
function fixed(text: string, code: string): string {
  const [first, ...more] = findings(text).filter((finding) => finding.code === code);
  assert.ok(first?.fix !== undefined && more.length === 0, `${text} should have one fixable ${code}`);
  return [...first.fix.edits]
    .sort((one, other) => other.offset - one.offset)
    .reduce(
      (changed, { offset, length, newText }) => changed.slice(0, offset) + newText + changed.slice(offset + length),
      text,
    );
}

describe('checker', () => {
  it('has nothing to say about the default mappings', () => {
    for (const text of [
      '[mail]',
      '"constant"',
      'Switch([mail], , "False", "True", "True", "False")',
      'Join(" ", [givenName], [mail])',
      'Replace([mail], , "(?<name>\\\\w+)@.*", , "${name}", , )',
      'FormatDateTime([hireDate], , "yyyy-MM-ddzzz", "yyyyMMddHHmmss.fZ")',
      'SingleAppRoleAssignment([appRoleAssignments])',
      'IIF(DateDiff("d", Now(), CDate([hireDate])) >= 0, "False", "True")',
      'RemoveDuplicates(Split(Join(",", [proxyAddresses], [mail]), ","))',
      'InStr([mail], "x", , vbTextCompare)',
    ]) {
      assert.deepEqual(findings(text), [], text);
    }
  });

  it('warns of a function in another letter case, which runs all the same, and refuses an attribute in one', () => {
    const severitiesOf = (text: string): readonly string[] => findings(text).map(({ severity }) => severity);
    assert.deepEqual(severitiesOf('tolower([mail])'), ['warning']);
    assert.deepEqual(severitiesOf('[Mail]'), ['error']);
    const context = { now: 0, random: () => 0, tenant: {} };
    const attributes = { mail: 'ADA@CONTOSO.COM' };
    assert.deepEqual(
      compile('tolower([mail])').evaluate(attributes, context),
      compile('ToLower([mail])').evaluate(attributes, context),
    );
    assert.notDeepEqual(
      compile('[Mail]').evaluate(attributes, context),
      compile('[mail]').evaluate(attributes, context),
    );
  });

  for (const [text, code, offset, length] of [
    ['Swich([mail], , "a", "b")', 'functionUnknown', 0, 5],
    ['Trim([mail])', 'functionDialect', 0, 4],
    ['tolower([mail])', 'functionCase', 0, 7],
    ['Append([Mail], "x")', 'attributeCase', 7, 6],
    ['Append([givnName], "x")', 'attributeUnknown', 7, 10],
    ['Append([], "x")', 'syntaxUnnamedAttribute', 7, 2],
    ['Append([mail], True)', 'constantUnknown', 15, 4],
    ['Append([mail])', 'argumentMissing', 0, 6],
    ['Guid([mail])', 'argumentCount', 0, 4],
    ['Left([mail], "three")', 'argumentType', 13, 7],
    ['InStr([mail], "x", , vbText)', 'argumentType', 21, 6],
    ['SingleAppRoleAssignment([mail])', 'argumentType', 24, 6],
    ['DateDiff("d", 5, CDate([hireDate]))', 'argumentType', 14, 1],
    ['InStr([proxyAddresses], "x")', 'multipleValues', 6, 16],
    ['Switch([mail], "a", "b")', 'switchOdd', 0, 6],
    ['Switch(IsPresent([mail]), , "True", "x")', 'switchPresenceSource', 7, 17],
    ['Switch([manager], , "a", "b")', 'switchReference', 0, 6],
    ['Switch([mail], , "a", "b", "a", "c")', 'switchRepeatedKey', 27, 3],
    ['IIF(IsPresent([mail]), [mail], "none")', 'iifEmptyCondition', 4, 17],
    ['IIF([mail]="", "none", [mail])', 'iifEmptyCondition', 4, 9],
    ['IIF(IgnoreFlowIfNullOrEmpty([mail]), "a", "b")', 'iifIgnoreFlowCondition', 0, 3],
    ['Not([mail]="x")', 'comparisonPlace', 4, 10],
    ['IIF(DateDiff("d", Now(), CDate([hireDate])) >= 0, "True", "False")', 'dateDiffSign', 4, 44],
    ['DateAdd("days", 1, Now())', 'intervalUnknown', 8, 6],
    ['FormatDateTime([hireDate], , "yyyy", "%")', 'dateFormat', 37, 3],
    ['Replace([mail], , "(", , "", , )', 'regexInvalid', 18, 3],
    ['Replace([mail], , "(?<a>x)", , "${b}", , )', 'regexGroupUnknown', 31, 6],
    ['Replace([mail], "[a-z]*", "")', 'replaceCombination', 0, 7],
    ['Replace([mail], , "\\d", , "", , )', 'undoubledBackslash', 19, 2],
    ['Item([proxyAddresses], 0)', 'itemZero', 23, 1],
    ['RandomString(3, 2, 2, 0, 0)', 'randomStringRange', 13, 1],
    ['Join("", SelectUniqueValue([mail], "x"))', 'selectUniqueNested', 9, 17],
    ['[appRoleAssignments]', 'rolesDirect', 0, 20],
    ['Concat([mail], "x")', 'functionUnknown', 0, 6],
    ['Switch([proxyAddresses], , "a", "b")', 'multipleValues', 7, 16],
    ['IIF([proxyAddresses]="x", "a", "b")', 'multipleValues', 4, 16],
    ['IIF("abc", "a", "b")', 'argumentType', 4, 5],
    ['IIF([mail]="a")', 'argumentMissing', 0, 3],
    ['Switch([accountEnabled], , "true", "x")', 'booleanCase', 27, 6],
    ['IIF([accountEnabled]="false", "x", "y")', 'booleanCase', 21, 7],
    ['Mid([mail], 0, 5)', 'argumentRange', 12, 1],
    ['InStr([mail], "x", 0)', 'argumentRange', 19, 1],
    ['ToUpper([mail], "no culture")', 'unknownCulture', 16, 12],
    ['FormatDateTime([hireDate], "Often", "yyyy", "yyyy")', 'dateTimeStyles', 27, 7],
    ['FormatDateTime([hireDate], , "YYYY-MM-DD", "yyyy")', 'dateFormatLetters', 29, 12],
    ['FormatDateTime([hireDate], "yyyy-MM-dd", "dd/mm/yyyy")', 'dateFormatLetters', 41, 12],
  ] as const) {
    it(`finds ${code} in ${text}`, () => {
      const found = findings(text).filter((finding) => finding.code === code);
      assert.deepEqual(
        found.map((finding) => [finding.offset, finding.length]),
        [[offset, length]],
      );
      assert.match(english(found[0]?.message ?? ''), /[.?]$/u);
    });
  }

  it('offers fixes', () => {
    assert.equal(fixed('Swich([mail], , "a", "b")', 'functionUnknown'), 'Switch([mail], , "a", "b")');
    assert.equal(fixed('tolower([mail])', 'functionCase'), 'ToLower([mail])');
    assert.equal(fixed('Append([Mail], "x")', 'attributeCase'), 'Append([mail], "x")');
    assert.equal(fixed('Append([givnName], "x")', 'attributeUnknown'), 'Append([givenName], "x")');
    assert.equal(fixed('Length([mail])', 'functionUnknown'), 'Len([mail])');
    assert.equal(fixed('Append([mail], True)', 'constantUnknown'), 'Append([mail], "True")');
    assert.equal(fixed('Append([mail], NULL)', 'constantUnknown'), 'Append([mail], "")');
    assert.equal(
      fixed('SingleAppRoleAssignment(appRoleAssignments)', 'constantUnknown'),
      'SingleAppRoleAssignment([appRoleAssignments])',
    );
    assert.equal(fixed('Replace([mail], "[a-z]*", "")', 'replaceCombination'), 'Replace([mail], , "[a-z]*", , "", , )');
    assert.equal(fixed('Replace([mail], "-", "_")', 'replaceCombination'), 'Replace([mail], "-", , , "_", , )');
    assert.equal(
      fixed('FormatDateTime([hireDate], "yyyy-MM-dd", "DD.mm.YYYY")', 'dateFormatLetters'),
      'FormatDateTime([hireDate], "yyyy-MM-dd", "dd.MM.yyyy")',
    );
    assert.equal(fixed('Append(mail, "x")', 'constantUnknown'), 'Append([mail], "x")');
    assert.equal(fixed('Switch([mail],"a", "b")', 'switchOdd'), 'Switch([mail],, "a", "b")');
    assert.equal(
      fixed('IIF(IsPresent([mail]), [mail], "none")', 'iifEmptyCondition'),
      'Switch([mail], [mail], "", "none")',
    );
    assert.equal(fixed('IIF([mail]="", "none", [mail])', 'iifEmptyCondition'), 'Switch([mail], [mail], "", "none")');
    assert.equal(fixed('DateAdd("months", 1, Now())', 'intervalUnknown'), 'DateAdd("m", 1, Now())');
    assert.equal(fixed('Not([mail]="x")', 'comparisonPlace'), 'Not(CBool([mail]="x"))');
    assert.equal(
      fixed('IIF(DateDiff("d", Now(), CDate([hireDate])) >= 0, "True", "False")', 'dateDiffSign'),
      'IIF(DateDiff("d", CDate([hireDate]), Now()) >= 0, "True", "False")',
    );
    assert.equal(fixed('[appRoleAssignments]', 'rolesDirect'), 'SingleAppRoleAssignment([appRoleAssignments])');
  });

  it('checks the mapping that an expression stands in', () => {
    const codes = (text: string, environment: CheckEnvironment): readonly string[] =>
      findings(text, environment).map(({ code }) => code);
    assert.deepEqual(codes('Join("", [mail], [givenName])', { matching: true }), ['matchingSeveralSources']);
    assert.deepEqual(codes('Join("", [mail], [mail])', { matching: true }), []);
    assert.deepEqual(codes('"fixed"', { matching: true }), ['matchingConstant']);
    assert.deepEqual(codes('SelectUniqueValue([mail], "x")', { matching: true }), ['selectUniqueMatching']);
    assert.deepEqual(codes('SingleAppRoleAssignment([appRoleAssignments])', { scope: 'all' }), ['rolesScope']);
    assert.deepEqual(codes(`Append([mail], "${'x'.repeat(10_000)}")`, {}), ['expressionTooLong']);
    assert.deepEqual(
      codes('Switch([mail], [manager], "a", [manager])', { targetAttribute: { name: 'm', type: 'Reference' } }),
      ['switchReference'],
    );
  });

  it('compares what an expression yields with the target attribute', () => {
    for (const [text, type, expected] of [
      ['[proxyAddresses]', { type: 'String' }, ['multipleIntoSingle']],
      ['[proxyAddresses]', { type: 'String', multivalued: true }, []],
      ['IIF([mail]="a", Split([mail], ","), [mail])', { type: 'String' }, ['multipleIntoSingle']],
      ['Switch([mail], "yes", "a", "True")', { type: 'Boolean' }, ['typeMismatch']],
      ['Switch([mail], "True", "a", "False")', { type: 'Boolean' }, []],
      ['Not([mail])', { type: 'Boolean' }, []],
      ['Len([mail])', { type: 'Boolean' }, ['typeMismatch']],
      ['Len([mail])', { type: 'Integer' }, []],
      ['"12a"', { type: 'Integer' }, ['typeMismatch']],
      ['[accountEnabled]', { type: 'Integer' }, ['typeMismatch']],
      ['[mail]', { type: 'Integer' }, []],
      ['CDate([hireDate])', { type: 'DateTime' }, ['dateTimeResult']],
      ['[flags]', { type: 'Reference' }, ['typeMismatch']],
      ['[accountEnabled]', { type: 'String' }, []],
      ['IgnoreFlowIfNullOrEmpty(IIF([mail]="a", "True", "maybe"))', { type: 'Boolean' }, ['typeMismatch']],
    ] as const) {
      const targetAttribute = { name: 'target', ...type };
      assert.deepEqual(
        findings(text, { targetAttribute }).map(({ code }) => code),
        expected,
        text,
      );
    }
  });

  it('says one thing about one cause', () => {
    for (const [text, codes] of [
      ['If([mail]="x", "a", "b")', ['functionUnknown']],
      ['SingleAppRoleAssignment(appRoleAssignments)', ['constantUnknown']],
      ['Append([], "x")', ['syntaxUnnamedAttribute']],
      ['=Append([mail], "x")', ['syntaxMissingOperand']],
    ] as const) {
      assert.deepEqual(
        findings(text).map(({ code }) => code),
        codes,
        text,
      );
    }
  });

  it('keeps quiet about formats and names that are right', () => {
    for (const text of [
      'FormatDateTime([hireDate], "yyyyMMddHHmmss.fZ", "hh:mm tt")',
      'FormatDateTime([hireDate], "yyyy-MM-dd", "mm:ss")',
      'FormatDateTime([hireDate], "yyyy-MM-ddTHH:mm", "\'DDMM\' yyyy")',
      'Switch([accountEnabled], , "True", "x", "", "y")',
      'Switch([mail], , "true", "x")',
      'Mid([mail], 1, 5)',
      'ToLower([mail], "tr-TR")',
    ]) {
      assert.deepEqual(findings(text), [], text);
    }
  });

  it('does not guess about what it was not told', () => {
    assert.deepEqual(check(compile('Append([anything], "x")')), []);
  });

  it('does not count the arguments of a call that is being typed', () => {
    assert.deepEqual(
      findings('Append([mail]').map(({ code }) => code),
      ['syntaxMissingParenthesis'],
    );
  });

  it('measures slips by edit distance', () => {
    assert.equal(editDistance('switch', 'swich'), 1);
    assert.equal(editDistance('ab', 'ba'), 1);
    assert.equal(editDistance('', 'abc'), 3);
    assert.equal(nearestName('givnName', ['surname', 'givenName']), 'givenName');
    assert.equal(nearestName('zzz', ['surname', 'givenName']), null);
  });
});
