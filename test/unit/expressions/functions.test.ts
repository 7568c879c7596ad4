import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluate } from './support.ts';

/**
 * Expression, attributes, result. Each group restates "Reference for writing expressions for attribute mappings in Microsoft Entra ID"
 * (functions-for-customizing-application-data) unless it names another document.
 */
type Vector = readonly [expression: string, attributes: Readonly<Record<string, unknown>>, result: unknown];

const vectors: Readonly<Record<string, readonly Vector[]>> = {
  Append: [
    ['Append([upn], ".test")', { upn: 'jane@contoso.com' }, 'jane@contoso.com.test'],
    ['Append([upn], ".test")', {}, '.test'],
    ['Append([aliases], "!")', { aliases: ['a', 'b'] }, ['a!', 'b!']],
  ],
  AppRoleAssignmentsComplex: [
    [
      'AppRoleAssignmentsComplex([appRoleAssignments])',
      { appRoleAssignments: [{ id: '1', value: 'Admin', displayName: 'Administrator' }] },
      ['{"id":"1","value":"Admin","displayName":"Administrator"}'],
    ],
    [
      'IIF(InStr(Join("", AppRoleAssignmentsComplex([appRoleAssignments])), "Admin", , )>"0", "admin", "member")',
      { appRoleAssignments: [{ id: '1', value: 'Admin', displayName: 'Administrator' }] },
      'admin',
    ],
  ],
  AssertiveAppRoleAssignmentsComplex: [
    ['AssertiveAppRoleAssignmentsComplex([appRoleAssignments])', { appRoleAssignments: [] }, []],
  ],
  AppRoleAssignments: [
    ['AppRoleAssignments([appRoleAssignments])', { appRoleAssignments: ['Admin', 'User'] }, ['Admin', 'User']],
  ],
  BitAnd: [
    ['BitAnd(&HF, &HF7)', {}, 7],
    ['BitAnd([flags], "2")', { flags: '514' }, 2],
    ['IIF(BitAnd([flags], 2)="0", "True", "False")', { flags: 514 }, 'False'],
    ['BitAnd(9223372036854775807, 9007199254740993)', {}, '9007199254740993'],
    ['BitAnd("&HF", "&hF7")', {}, 7],
    ['BitAnd(-1, &HFFFFFFFFFFFF)', {}, 281474976710655],
    ['BitAnd([flags], 2)', { flags: 'x' }, { error: 'numberExpected' }],
  ],
  CBool: [
    ['CBool([a] = [b])', { a: 'x', b: 'x' }, true],
    ['CBool([a] = [b])', { a: 'x', b: 'X' }, false],
    ['CBool(2)', {}, true],
    ['CBool(0)', {}, false],
    ['CBool([a])', { a: 'perhaps' }, { error: 'conditionExpected' }],
  ],
  Coalesce: [
    ['Coalesce([a], [b], "none")', {}, 'none'],
    ['Coalesce([a], [b], "none")', { b: 'second' }, 'second'],
    ['Coalesce([a], [b])', { a: '', b: 'second' }, ''],
    ['Coalesce([a], [b])', {}, null],
  ],
  ConvertToBase64: [
    ['ConvertToBase64("Hi")', {}, 'SABpAA=='],
    ['ConvertToBase64([a])', {}, null],
  ],
  ConvertToUTF8Hex: [['ConvertToUTF8Hex("é€")', {}, 'C3A9E282AC']],
  Count: [
    ['Count([proxyAddresses])', { proxyAddresses: ['a', 'b', 'c'] }, 3],
    ['Count([proxyAddresses])', {}, 0],
    ['Count([mail])', { mail: 'x' }, 1],
  ],
  CStr: [
    ['CStr([n])', { n: 42 }, '42'],
    ['CStr([flag])', { flag: true }, 'True'],
  ],
  DefaultDomain: [['Join("@", [mailNickname], DefaultDomain())', { mailNickname: 'jane' }, 'jane@contoso.com']],
  IgnoreFlowIfNullOrEmpty: [
    ['IgnoreFlowIfNullOrEmpty([department])', { department: 'Sales' }, 'Sales'],
    ['IgnoreFlowIfNullOrEmpty([department])', { department: '' }, { ignored: 'ignoreAttribute' }],
    ['Join("", "x", IgnoreFlowIfNullOrEmpty([department]))', {}, { ignored: 'ignoreAttribute' }],
  ],
  IIF: [
    ['IIF([country]="USA",[country],[department])', { country: 'USA' }, 'USA'],
    ['IIF([country]="USA",[country],[department])', { country: 'usa', department: 'Sales' }, 'Sales'],
    ['IIF([n] > 5, "more", "less")', { n: '10' }, 'more'],
    ['IIF([n] > 5, "more", "less")', {}, 'less'],
    ['IIF([country]="USA", "x", )', { country: 'CAN' }, null],
    ['IIF([country]="USA", , "x")', { country: 'USA' }, null],
    ['IIF([country]="USA")', { country: 'USA' }, { error: 'argumentMissing' }],
    ['IIF([country]="USA", IgnoreAttributeFlow, IgnoreObjectFlow)', { country: 'USA' }, { ignored: 'ignoreAttribute' }],
    ['IIF([country]="USA", IgnoreAttributeFlow, IgnoreObjectFlow)', {}, { ignored: 'ignoreObject' }],
    ['IIF("True", "only this branch runs", Item([x], 9))', {}, 'only this branch runs'],
    ['IIF(IgnoreFlowIfNullOrEmpty([a]),[a],"x")', { a: 'y' }, { error: 'iifIgnoreFlowCondition' }],
    ['IIF([otherMails]="a@b.c", [otherMails], "x")', { otherMails: ['a@b.c'] }, ['a@b.c']],
  ],
  InStr: [
    ['InStr("The quick brown fox","quick")', {}, 5],
    ['InStr("The quick brown fox","slow")', {}, 0],
    ['InStr("repEated","e",3,vbBinaryCompare)', {}, 7],
    ['InStr("repEated","e",3,vbTextCompare)', {}, 4],
    ['InStr([a],"e")', {}, 0],
    ['InStr("İİx","X",1,vbTextCompare)', {}, 3],
    ['InStr("abc","B", ,"sideways")', {}, { error: 'compareTypeUnknown' }],
    ['InStr("a","a",0)', {}, { error: 'argumentRange' }],
  ],
  IsNull: [
    ['IsNull([a])', {}, true],
    ['IsNull([a])', { a: '' }, false],
  ],
  IsNullOrEmpty: [
    ['IsNullOrEmpty([a])', { a: '' }, true],
    ['IsNullOrEmpty([a])', { a: [] }, true],
    ['IsNullOrEmpty([a])', { a: 'x' }, false],
  ],
  IsPresent: [
    ['IsPresent([a])', { a: '' }, false],
    ['IsPresent([a])', { a: 'x' }, true],
  ],
  IsString: [
    ['IsString("text")', {}, true],
    ['IsString([a])', {}, false],
    ['IsString([a])', { a: ['x', 'y'] }, false],
    ['IsString([a])', { a: ['x'] }, true],
  ],
  Item: [
    ['Item([a], 2)', { a: ['x', 'y'] }, 'y'],
    ['Item([a], "1")', { a: 'only' }, 'only'],
    ['Item([a], 3)', { a: ['x', 'y'] }, { error: 'itemOutOfBounds' }],
    ['Item([a], 0)', { a: ['x', 'y'] }, { error: 'itemOutOfBounds' }],
  ],
  Join: [
    ['Join(", ", "", [surname], [givenName])', { surname: 'Doe', givenName: 'John' }, 'Doe, John'],
    ['Join(";", "a", [b], "z")', { b: ['1', '', '2'] }, 'a;1;2;z'],
    ['Join("", 1000, 1.50, &HF)', {}, '10001.5015'],
    ['Join("-", [a], )', {}, ''],
  ],
  Left: [
    ['Left("John Doe", 3)', {}, 'Joh'],
    ['Left("John Doe", 0)', {}, ''],
    ['Left("John Doe", -1)', {}, 'John Doe'],
    ['Left("John Doe", 20)', {}, 'John Doe'],
    ['Left([a], 3)', {}, ''],
    ['Left("x", "many")', {}, { error: 'numberExpected' }],
    ['Left("x", 99999999999999999999)', {}, { error: 'numberExpected' }],
  ],
  Len: [
    ['Len("John Doe")', {}, 8],
    ['Len(42568.75)', {}, 8],
    ['Len(1.50)', {}, 4],
    ['Len([a])', {}, 0],
    ['Len("😀")', {}, 2],
  ],
  Mid: [
    ['Mid("John Doe", 6, 3)', {}, 'Doe'],
    ['Mid("John Doe", 6, 64)', {}, 'Doe'],
    ['Mid("John Doe", 20, 3)', {}, ''],
    ['Mid([a], 1, 1)', {}, null],
    ['Mid("John", 0, 1)', {}, { error: 'argumentRange' }],
    ['Mid("John", 2)', {}, { error: 'argumentMissing' }],
  ],
  NormalizeDiacritics: [
    ['NormalizeDiacritics("Jürgen Müßig")', {}, 'Jurgen Mussig'],
    ['NormalizeDiacritics("Æsa Ørsted Łukasz ılk İzmir")', {}, 'AEsa OErsted Lukasz ilk Izmir'],
    ['NormalizeDiacritics("ガ한")', {}, 'ガ한'],
  ],
  Not: [
    ['Not([a])', { a: 'True' }, false],
    ['Not([a])', { a: 'False' }, true],
    ['Not([a])', {}, true],
    ['Not([a])', { a: true }, false],
  ],
  PCase: [
    ['PCase("GREGORY JAMES")', {}, 'Gregory James'],
    ['PCase("ann-marie o\'neil")', {}, "Ann-Marie O'neil"],
    ['PCase("PINTO-DE\'SILVA"," \'-")', {}, "Pinto-De'Silva"],
    ['PCase("ann-marie o", " ")', {}, 'Ann-marie O'],
  ],
  RemoveDuplicates: [
    ['RemoveDuplicates([a])', { a: ['x', 'y', 'x', 'X'] }, ['x', 'y', 'X']],
    ['RemoveDuplicates([a])', {}, null],
  ],
  Redact: [['Redact([a])', { a: 'secret' }, 'secret']],
  Replace: [
    ['Replace([a], "-", , , "_", , )', { a: 'a-b-c' }, 'a_b_c'],
    ['Replace([a], "X", , , "_", , )', { a: 'axb' }, 'axb'],
    ['Replace([a], "NAME", , , , , "Hello NAME, dear NAME")', { a: 'Jane' }, 'Hello Jane, dear Jane'],
    ['Replace([a], , "\\\\d+", , "#", , )', { a: 'a1b22' }, 'a#b#'],
    ['Replace([a], , "(?<first>\\\\w+) (?<last>\\\\w+)", , "${last} ${first}", , )', { a: 'Jane Doe' }, 'Doe Jane'],
    ['Replace([a], , "id-(?<n>\\\\d+)", "n", "X", , )', { a: 'id-1 id-22' }, 'id-X id-X'],
    ['Replace([a], , "(?<n>\\\\d+)", "n", , [b], )', { a: '', b: 'tel 123' }, '123'],
    ['Replace([a], , "(?<n>\\\\d+)", "n", , [b], )', { a: 'kept', b: 'tel 123' }, 'kept'],
    ['Replace([a], ".", , ,"")', { a: 'j.d' }, 'jd'],
    ['Replace([a], "-", , , "_", , )', {}, null],
    ['Replace([a], "[a-z]*", "")', { a: 'x' }, { error: 'replaceCombination' }],
    ['Replace([a], , "(", , "", , )', { a: 'x' }, { error: 'regexInvalid' }],
    ['Replace([a], , "x", "nope", "", , )', { a: 'x' }, { error: 'regexGroupUnknown' }],
    ['Replace([a], , "(a+)+$", , "", , )', { a: `${'a'.repeat(60)}b` }, { error: 'regexBudget' }],
  ],
  SelectUniqueValue: [
    ['SelectUniqueValue([a], "free")', { a: '' }, 'free'],
    ['Join("", SelectUniqueValue("a", "b"))', {}, { error: 'selectUniqueNested' }],
  ],
  SingleAppRoleAssignment: [
    [
      'SingleAppRoleAssignment([appRoleAssignments])',
      { appRoleAssignments: [{ id: '1', displayName: 'Admin' }] },
      'Admin',
    ],
    [
      'SingleAppRoleAssignment([appRoleAssignments])',
      { appRoleAssignments: ['A', 'B'] },
      { error: 'multipleGrantsNotSupported' },
    ],
    ['SingleAppRoleAssignment([appRoleAssignments])', {}, null],
  ],
  Split: [
    ['Split("a, b,c", ",")', {}, ['a', 'b', 'c']],
    ['Split([a], ",")', {}, null],
  ],
  StripSpaces: [['StripSpaces(" a b\tc ")', {}, 'ab\tc']],
  Switch: [
    ['Switch([s], "other", "a", "1", "b", "2")', { s: 'b' }, '2'],
    ['Switch([s], "other", "a", "1", "a", "2")', { s: 'a' }, '1'],
    ['Switch([s], "other", "a", "1", "", "none")', {}, 'none'],
    ['Switch([s], , "a", "1")', { s: 'A' }, null],
    ['Switch([s], , "True", "1", "False", "0")', { s: false }, '0'],
    ['Switch([s], Item([x], 9), "a", "lazy")', { s: 'a' }, 'lazy'],
    ['Switch([s], "x", "1")', { s: '1' }, { error: 'switchOdd' }],
    ['Switch([s], "x", "1", "2")', { s: ['1', '2'] }, { error: 'multipleValues' }],
  ],
  ToLower: [
    ['ToLower("JOHN")', {}, 'john'],
    ['ToLower("IĞDIR", "tr-TR")', {}, 'ığdır'],
    ['ToLower("ΟΔΟΣ")', {}, 'οδοσ'],
    ['ToLower("ΟΔΟΣ", "el-GR")', {}, 'οδοσ'],
    ['ToLower("İ", "en-US")', {}, 'i'],
    ['ToLower("İ")', {}, 'İ'],
    ['ToLower("X", "no culture")', {}, { error: 'unknownCulture' }],
  ],
  ToUpper: [
    ['ToUpper("straße")', {}, 'STRAßE'],
    ['ToUpper("straße", "de-DE")', {}, 'STRAßE'],
    ['ToUpper("ήλιος", "el-GR")', {}, 'ΉΛΙΟΣ'],
    ['ToUpper("istanbul ılık", "tr-TR")', {}, 'İSTANBUL ILIK'],
    ['ToUpper([a], )', { a: 'x' }, 'X'],
  ],
  Word: [
    ['Word("The quick brown fox",3," ")', {}, 'brown'],
    ['Word("This,string!has&many separators",3,",!&#")', {}, 'has'],
    ['Word("a,,b",2,",")', {}, 'b'],
    ['Word("a b",0," ")', {}, ''],
    ['Word([a],1," ")', {}, ''],
  ],
};

/** "Attribute mapping expression reference in Microsoft Entra Cloud Sync" (reference-expressions). */
const cloudSyncVectors: Readonly<Record<string, readonly Vector[]>> = {
  Contains: [['Contains([a], "SMTP:")', { a: ['smtp:x', 'SMTP:y'] }, 2]],
  ConvertFromBase64: [
    ['ConvertFromBase64("SABpAA==")', {}, 'Hi'],
    ['ConvertFromBase64("SGk=", UTF8)', {}, 'Hi'],
    ['ConvertFromBase64("*")', {}, { error: 'base64Expected' }],
  ],
  CRef: [['CRef([dn])', { dn: 'cn=Joe' }, 'cn=Joe']],
  DNComponent: [
    ['DNComponent(CRef([dn]),1)', { dn: 'cn=Joe\\, Jr,ou=Users' }, 'Joe, Jr'],
    ['DNComponent([dn],3)', { dn: 'cn=Joe,ou=Users' }, null],
  ],
  Error: [['IIF(IsPresent([a]),[a],Error("a is required"))', {}, { error: 'errorFunction' }]],
  Mid: [['Mid("SMTP:joe", 6)', {}, 'joe']],
  StringFromSid: [
    [
      'StringFromSid([sid])',
      { sid: 'AQUAAAAAAAUVAAAAkfGffoy4mV+/MIdw9gIAAA==' },
      'S-1-5-21-2124411281-1603909772-1887908031-758',
    ],
  ],
  Trim: [['Trim([a])', { a: [' x ', '\ty'] }, ['x', 'y']]],
};

for (const [dialect, groups] of [
  ['provisioning', vectors],
  ['cloud-sync', { ...vectors, Mid: [], ...cloudSyncVectors }],
] as const) {
  describe(`functions of the dialect ${dialect}`, () => {
    for (const [name, cases] of Object.entries(groups)) {
      it(name, () => {
        for (const [expression, attributes, result] of cases) {
          assert.deepEqual(evaluate(expression, attributes, { dialect }), result, expression);
        }
      });
    }
  });
}
