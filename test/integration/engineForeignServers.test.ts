import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Directory } from '../../src/sandbox/directory/directory.ts';
import type { Json } from '../../src/sandbox/directory/model.ts';
import { addDropboxServicePrincipal, addSecurityGroup, assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { stableId } from '../../src/sandbox/tenants/stableId.ts';
import { startBetterAuthServer } from './engineBetterAuthServer.ts';
import { expectedOf, readTarget, type ForeignServer } from './engineForeignOracle.ts';
import { loseState } from './engineDisturb.ts';
import { richSchema } from './engineRichSchema.ts';
import { startScimmyServer } from './engineScimmyServer.ts';
import { addUser, proof, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

/** SCIM servers that this project did not write go through one life cycle, and hold at its end what the mappings say. */

const servers: Readonly<Record<string, (test: TestContext) => Promise<ForeignServer>>> = {
  'scimmy on Express 4': (test) => startScimmyServer(test, 4),
  'scimmy on Express 5': (test) => startScimmyServer(test, 5),
  'better-auth': startBetterAuthServer,
};

const people: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'ada.lovelace': { jobTitle: 'Countess', department: 'Engines', employeeId: '1815', city: 'London', country: 'GB' },
  'ben.baker': { jobTitle: 'Baker', department: 'Kitchen', businessPhones: ['+44 1'], mobilePhone: '+44 2' },
  'cleo.carter': { department: 'Kitchen', preferredLanguage: 'en-GB' },
  'dora.dean': { employeeId: '4' },
  'emil.ernst': {},
  'fritz.fuchs': { city: 'Bern', country: 'CH' },
  'gina.gold': { jobTitle: 'Smith' },
  'hugo.hahn': { department: 'Farm' },
  // More than a page of scimmy's.
  ...Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`extra.n${index}`, { employeeId: `x${index}` }])),
};
const managers = { 'ben.baker': 'ada.lovelace', 'cleo.carter': 'ben.baker', 'dora.dean': 'ada.lovelace' };
const groups = {
  Readers: ['ada.lovelace', 'ben.baker', 'cleo.carter'],
  Writers: ['dora.dean'],
  Nobody: [],
};

function fill(directory: Directory): void {
  directory.seed(() => {
    addDropboxServicePrincipal(directory);
    for (const [name, properties] of Object.entries(people))
      assign(directory, addUser(directory, name, properties), roles.user);
    for (const [name, manager] of Object.entries(managers)) {
      const user = directory.users.get(stableId(`user ${name}`));
      if (user !== undefined) directory.setManager(user, stableId(`user ${manager}`));
    }
    for (const [displayName, members] of Object.entries(groups)) {
      const group = addSecurityGroup(directory, displayName, '');
      assign(directory, group, roles.user);
      for (const member of members) directory.addMember(group.id, stableId(`user ${member}`));
    }
  });
}

/** Each changes one thing in the source. */
const edits: readonly (readonly [what: string, edit: (run: EngineTest) => void])[] = [
  [
    'a name changes',
    ({ directory, user }) => {
      directory.updateObject(user('ada.lovelace'), { surname: 'King' });
    },
  ],
  [
    'a title changes',
    ({ directory, user }) => {
      directory.updateObject(user('ben.baker'), { jobTitle: 'Chef' });
    },
  ],
  [
    'a title is set',
    ({ directory, user }) => {
      directory.updateObject(user('cleo.carter'), { jobTitle: 'Carter' });
    },
  ],
  [
    'a department changes',
    ({ directory, user }) => {
      directory.updateObject(user('cleo.carter'), { department: 'Yard' });
    },
  ],
  [
    'an extension is begun',
    ({ directory, user }) => {
      directory.updateObject(user('fritz.fuchs'), { department: 'Den' });
    },
  ],
  [
    'a phone is set',
    ({ directory, user }) => {
      directory.updateObject(user('dora.dean'), { businessPhones: ['+44 9'] });
    },
  ],
  [
    'a phone and an address change',
    ({ directory, user }) => {
      directory.updateObject(user('ben.baker'), { businessPhones: ['+44 7'], city: 'York' });
    },
  ],
  [
    'a manager changes',
    ({ directory, user }) => {
      directory.setManager(user('cleo.carter'), user('dora.dean').id);
    },
  ],
  [
    'a manager goes, another comes',
    ({ directory, user }) => {
      directory.setManager(user('ben.baker'), null);
      directory.setManager(user('emil.ernst'), user('ben.baker').id);
    },
  ],
  [
    'a user name changes',
    ({ directory, user }) => {
      directory.updateObject(user('dora.dean'), {
        userPrincipalName: 'dora.duke@contoso.com',
        mail: 'dora.duke@contoso.com',
      });
    },
  ],
  [
    'one is blocked, one is unassigned, one is deleted for good',
    (run) => {
      run.directory.updateObject(run.user('emil.ernst'), { accountEnabled: false });
      unassign(run, run.user('gina.gold'));
      run.directory.deleteObject(run.user('hugo.hahn'));
      run.directory.purgeObject(run.user('hugo.hahn'));
    },
  ],
  [
    'a group is renamed, another is new',
    ({ directory, group }) => {
      directory.updateObject(group('Readers'), { displayName: 'Bookworms' });
      const added = addSecurityGroup(directory, 'Added', '');
      assign(directory, added, roles.user);
      directory.addMember(added.id, stableId('user ada.lovelace'));
    },
  ],
  [
    'members come and go',
    ({ directory, user, group }) => {
      directory.removeMember(group('Readers').id, user('ada.lovelace').id);
      directory.addMember(group('Readers').id, user('fritz.fuchs').id);
      directory.addMember(group('Nobody').id, user('ben.baker').id);
      directory.removeMember(group('Writers').id, user('dora.dean').id);
    },
  ],
];

for (const [name, start] of Object.entries(servers))
  describe(`the life cycle at ${name}`, () => {
    it('comes to what the mappings say, and no cycle writes without need', async (test) => {
      const target = await start(test);
      const run = await startEngineTest(test, { fill, target, schema: richSchema() });
      const cycle = async (what: string, options: Parameters<EngineTest['sync']>[0] = {}) => {
        const { summary, events } = await run.sync(options);
        const failed = events.filter(({ status }) => status === 'failure' || status === 'warning');
        assert.deepEqual(
          failed.map(({ source, reason }) => `${source.displayName}: ${english(reason.message)}`),
          [],
          what,
        );
        assert.deepEqual(await readTarget(target), expectedOf(run), what);
        return summary;
      };
      const report = await run.withSession((session) => session.testConnection(new AbortController().signal));
      assert.equal(report.succeeded, true, JSON.stringify(report.steps));
      assert.equal((await cycle('created')).counts.create, Object.keys(people).length + Object.keys(groups).length);
      assert.equal((await cycle('second cycle')).requests.target, proof);
      for (const [what, edit] of edits) {
        edit(run);
        await cycle(what);
        assert.equal((await cycle(`after: ${what}`)).requests.target, proof);
      }
      loseState(run);
      assert.equal((await cycle('lost state')).requests.targetWrites, 0);
      assert.equal((await cycle('restart', { restart: true })).requests.targetWrites, 0);
      assert.equal((await cycle('at the end')).requests.target, proof);
    });
  });
