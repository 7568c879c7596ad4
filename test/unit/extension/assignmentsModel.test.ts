import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AssignmentsModel, type PageQuery } from '../../../src/extension/assignments/assignmentsModel.ts';
import type { AssignmentNode, MoreNode } from '../../../src/extension/assignments/assignmentNodes.ts';
import type { AssignedObject, AssignedPage } from '../../../src/protocol/assignedObjects.ts';
import { assigned, event, jobNode } from './samples.ts';

/** A directory of users without groups, paged as the engine pages. */
function directory(users: readonly AssignedObject[]): (query: PageQuery) => Promise<AssignedPage> {
  return ({ type, groupId, filter, states, offset, limit }) => {
    const unfiltered = type === 'User' && groupId === null ? users : [];
    const all = unfiltered
      .filter(({ displayName }) => displayName.includes(filter))
      .filter(({ state }) => states?.includes(state) ?? true);
    return Promise.resolve(page(all.slice(offset, offset + limit), all.length, unfiltered.length));
  };
}

function page(objects: readonly AssignedObject[], total = objects.length, unfiltered = total): AssignedPage {
  return { objects, total, unfiltered };
}

const people = (count: number): AssignedObject[] =>
  Array.from({ length: count }, (_, index) => assigned({ id: `u${index}`, displayName: `User ${index}` }));

const isMore = (node: AssignmentNode): node is MoreNode => node.kind === 'more';

async function users(model: AssignmentsModel): Promise<AssignmentNode[]> {
  const [section] = await model.sections();
  return section === undefined ? [] : model.children(section);
}

async function everyone(model: AssignmentsModel): Promise<string[]> {
  for (;;) {
    const nodes = await users(model);
    const more = nodes.find(isMore);
    if (more === undefined) return nodes.flatMap((node) => (node.kind === 'object' ? [node.object.id] : []));
    await model.loadMore(more);
  }
}

const root = jobNode('file:///a.provisioning.json');

/** Lets promises that are resolved already go on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the tree of assigned users and groups', () => {
  it('reaches everyone by loading more, each once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 25 }), async (count, pageSize) => {
        const all = people(count);
        const model = new AssignmentsModel(root, directory(all), () => pageSize);
        assert.deepEqual(
          await everyone(model),
          all.map(({ id }) => id),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('drops and repeats nobody when the list changes between two pages', async () => {
    const all = people(20);
    const model = new AssignmentsModel(
      root,
      (query) => directory(all)(query),
      () => 10,
    );
    await users(model);
    all.splice(0, 3); // those before the second page move into the first
    all.push(assigned({ id: 'late', displayName: 'User late' }));
    assert.deepEqual((await everyone(model)).sort(), all.map(({ id }) => id).sort());
  });

  it('drops a page of the job that was left, and shows that of the job that is shown', async () => {
    const pages: ((page: AssignedPage) => void)[] = [];
    const model = new AssignmentsModel(
      root,
      () => new Promise<AssignedPage>((resolve) => pages.push(resolve)),
      () => 10,
    );
    const section = { kind: 'section', id: 'User', type: 'User', total: 1, unfiltered: 1, parent: root } as const;
    const shown = model.children(section);
    model.reset(); // another job is chosen while the page is on its way
    pages[0]?.(page([assigned({ id: 'left', displayName: 'Of the job that was left' })]));
    await settled();
    pages[1]?.(page([assigned({ id: 'shown', displayName: 'Of the job that is shown' })]));
    assert.deepEqual(
      (await shown).map(({ id }) => id),
      ['User/shown'],
    );
    assert.deepEqual(
      (await model.children(section)).map(({ id }) => id),
      ['User/shown'],
    );
  });

  it('adds no further page of the job that was left', async () => {
    const all = people(25);
    let hold: ((page: AssignedPage) => void) | null = null;
    const model = new AssignmentsModel(
      root,
      (query) =>
        query.offset === 10 ? new Promise<AssignedPage>((resolve) => (hold = resolve)) : directory(all)(query),
      () => 10,
    );
    const more = (await users(model)).find(isMore);
    assert.ok(more);
    const loading = model.loadMore(more);
    model.reset();
    assert.equal((await users(model)).length, 11);
    (hold as ((page: AssignedPage) => void) | null)?.(page(all.slice(10, 20), 25));
    await loading;
    assert.equal((await users(model)).length, 11);
  });

  it('says how many are left', async () => {
    const model = new AssignmentsModel(root, directory(people(25)), () => 10);
    const more = (await users(model)).find(isMore);
    assert.deepEqual([more?.loaded, more?.total], [10, 25]);
  });

  it('stays as far open as it was when it is read again', async () => {
    const model = new AssignmentsModel(root, directory(people(25)), () => 10);
    await everyone(model);
    model.reset();
    assert.equal((await users(model)).length, 25);
  });

  it('asks the engine to filter, and begins again with the first page', async () => {
    const model = new AssignmentsModel(root, directory(people(25)), () => 10);
    await everyone(model);
    model.setFilter({ text: ' User 2 ', states: [] });
    assert.equal(model.filter.text, 'User 2');
    assert.deepEqual(await everyone(model), ['u2', 'u20', 'u21', 'u22', 'u23', 'u24']);
  });

  it('asks the engine for states, too, and knows how many there are without the filter', async () => {
    const all = people(25).map((user, index) => (index % 5 === 0 ? { ...user, state: 'failed' as const } : user));
    const model = new AssignmentsModel(root, directory(all), () => 2);
    model.setFilter({ text: '', states: ['failed'] });
    const [section] = await model.sections();
    assert.deepEqual([section?.total, section?.unfiltered], [5, 25]);
    assert.deepEqual(await everyone(model), ['u0', 'u5', 'u10', 'u15', 'u20']);
    model.setFilter({ text: 'User 2', states: ['failed'] });
    assert.deepEqual(await everyone(model), ['u20']);
  });

  it('filters no members of a group, and asks for problems first everywhere', async () => {
    const asked: PageQuery[] = [];
    const group = assigned({ id: 'g1', type: 'Group', displayName: 'Sales', memberCount: 1 });
    const model = new AssignmentsModel(
      root,
      (query) => {
        asked.push(query);
        return Promise.resolve(page(query.type === 'Group' && query.groupId === null ? [group] : []));
      },
      () => 10,
    );
    model.setFilter({ text: 'Sales', states: ['skipped'] });
    model.setProblemsFirst(true);
    const [section] = await model.sections();
    assert.ok(section);
    const [sales] = await model.children(section);
    assert.ok(sales);
    await model.children(sales);
    const ofRoots = asked.filter(({ groupId }) => groupId === null);
    const ofMembers = asked.filter(({ groupId }) => groupId === 'g1');
    assert.ok(
      ofRoots.length > 0 && ofRoots.every(({ filter, states }) => filter === 'Sales' && states?.[0] === 'skipped'),
    );
    assert.ok(ofMembers.length > 0 && ofMembers.every(({ filter, states }) => filter === '' && states === undefined));
    assert.ok(asked.every(({ problemsFirst }) => problemsFirst));
  });

  it('shows what a sync did to a user, wherever the user is shown', async () => {
    const group = assigned({ id: 'g1', type: 'Group', displayName: 'Sales', memberCount: 1 });
    const model = new AssignmentsModel(
      root,
      ({ type, groupId }) => {
        const objects = type === 'User' ? people(1) : groupId === null ? [group] : [];
        return Promise.resolve(page(objects));
      },
      () => 10,
    );
    const [userSection, groupSection] = await model.sections();
    assert.ok(userSection && groupSection);
    await model.children(userSection);
    const [sales] = await model.children(groupSection);
    assert.ok(sales);
    await model.children(sales);
    const changed = model.apply(event({ source: { id: 'u0', type: 'User', displayName: 'User 0' } }));
    assert.deepEqual(changed.map(({ id }) => id).sort(), [`${root.id}/Group/g1/u0`, `${root.id}/User/u0`]);
    assert.deepEqual(
      changed.map((node) => model.current(node).state),
      ['provisioned', 'provisioned'],
    );
  });
});
