import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAssignmentFile, resolveEntries } from '../../../src/extension/directory/assignmentFile.ts';
import { assignmentWarnings, dryRunDocument, foreseenLines } from '../../../src/extension/directory/assignmentPlan.ts';
import {
  noAnswers,
  readAnswers,
  newJob,
  checkEmail,
  checkTenant,
} from '../../../src/extension/jobs/createJob/answers.ts';
import type { ApplicationRole, Principal } from '../../../src/protocol/graphProtocol.ts';
import type { DecisionSummary } from '../../../src/protocol/provisioning.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';

const user: ApplicationRole = { id: 'role-1', displayName: 'User', isDefaultAccess: false };
const defaultAccess: ApplicationRole = { id: 'role-0', displayName: 'Default Access', isDefaultAccess: true };
const adele: Principal = {
  id: 'u1',
  type: 'User',
  displayName: 'Adele Vance',
  detail: 'adele@contoso.com',
  nestedGroups: 0,
};
const sales: Principal = { id: 'g1', type: 'Group', displayName: 'Sales | EMEA', detail: '', nestedGroups: 2 };

const read = (text: string) => readAssignmentFile(new TextEncoder().encode(text));

describe('a file of assignments', () => {
  it('is read with and without a header, whatever separates, with quotes and line breaks in a field', () => {
    const expected = [{ line: 1, name: 'adele@contoso.com', role: 'User' }];
    assert.deepEqual(read('adele@contoso.com,User\r\n'), expected);
    assert.deepEqual(read('\uFEFFDisplay;userPrincipalName;Role\nAdele;adele@contoso.com;User\n'), [
      { ...expected[0], line: 2 },
    ]);
    assert.deepEqual(read('name,role\n"Vance, ""Adele""\nof Sales",User\n\nLee,\n'), [
      { line: 2, name: 'Vance, "Adele"\nof Sales', role: 'User' },
      { line: 5, name: 'Lee', role: '' },
    ]);
    assert.deepEqual(read(''), []);
    assert.deepEqual(readAssignmentFile(Buffer.from('\uFEFFadele@contoso.com\tUser', 'utf16le')), expected);
  });

  it('is refused with the line where a quotation is not closed', () => {
    assert.throws(() => read('name,role\n"Vance,User\nLee,User\n'), /not closed.*line 3/i);
  });

  it('assigns nobody by a name that is nobody’s or of several, or with a role that there isn’t', () => {
    const entries = read('Adele Vance\nNobody\nLee\nAdele Vance,Owner\nAdele Vance,user');
    const resolved = resolveEntries(entries, [[adele], [], [adele, sales], [adele], [adele]], [user], inEnglish);
    assert.deepEqual(
      resolved.map((each) => ('problem' in each ? each.problem : each.role.id)),
      [
        'role-1',
        'No user or group has this name.',
        '2 users and groups have this name. Use an ID instead.',
        'The application has no role Owner.',
        'role-1',
      ],
    );
    const foreseen = { unknown: 'There is no token.' };
    const text = dryRunDocument({ file: 'team.csv', application: 'Dropbox' }, resolved, ['Look.'], foreseen, inEnglish);
    assert.match(text, /nobody has been assigned to Dropbox yet/);
    assert.match(text, /\| 2 \| Nobody \| {2}\| ✗ No user or group has this name/);
    assert.match(text, /preview the next sync: There is no token/);
  });
});

describe('assigning', () => {
  it('warns of Default Access, unless the job includes it, and of groups within a group', () => {
    const planned = [{ principal: sales, role: defaultAccess }];
    const warnings = assignmentWarnings(planned, false, inEnglish);
    assert.match(warnings[0] ?? '', /Default Access are excluded/);
    assert.match(warnings[1] ?? '', /Sales \| EMEA has 2 groups as members\. Only its direct members/);
    assert.equal(assignmentWarnings(planned, true, inEnglish).length, 1);
    assert.deepEqual(assignmentWarnings([{ principal: adele, role: user }], false, inEnglish), []);
  });

  it('tells what is done about whom, and what can’t be foreseen', () => {
    const decision = { action: 'create', reason: { message: 'In scope.' } } as DecisionSummary;
    assert.deepEqual(foreseenLines([adele, sales], new Map([[adele.id, decision]]), inEnglish), [
      'Adele Vance: Create. In scope.',
      'Sales | EMEA',
    ]);
    assert.deepEqual(foreseenLines([adele], { unknown: 'No token.' }, inEnglish), [
      'Can’t preview the next sync: No token.',
    ]);
  });
});

describe('answers of Create Job', () => {
  it('are taken up again as they were kept, and nothing else is', () => {
    const answers = { ...noAnswers, id: 'job', displayName: 'Team', cloud: 'china' as const };
    assert.deepEqual(readAnswers(JSON.parse(JSON.stringify(answers))), answers);
    for (const other of [null, 'x', {}, { ...answers, id: '' }, { ...answers, email: 1 }])
      assert.equal(readAnswers(other), null);
  });

  it('make a job in the tenant’s cloud, which tells who is to be told', () => {
    const answers = {
      ...noAnswers,
      id: 'job',
      displayName: 'Team',
      cloud: 'usGovernment' as const,
      email: 'a@b.example',
    };
    const { source, provisioning } = newJob(answers);
    assert.equal(source.kind === 'entra' && source.cloud, 'usGovernment');
    assert.deepEqual(provisioning?.notification, { email: 'a@b.example', onFailure: true });
    assert.equal(newJob({ ...answers, email: '' }).provisioning?.notification, undefined);
    assert.equal(checkEmail('', inEnglish), null);
    assert.ok(checkEmail('nobody', inEnglish));
    assert.equal(checkTenant('contoso.onmicrosoft.com', inEnglish), null);
    assert.ok(checkTenant('https://contoso.com', inEnglish));
  });
});
