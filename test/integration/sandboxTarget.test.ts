import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ENTERPRISE, GROUP, groupBody, resources, startTarget, USER, userBody, where } from './sandboxTargetClient.ts';
import type { Answer, Json } from './sandboxTargetClient.ts';

const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

function assertError(answer: Answer, status: number, scimType?: string): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.deepEqual(answer.body['schemas'], [ERROR]);
  assert.equal(answer.body['status'], String(status));
  assert.equal(answer.body['scimType'], scimType);
  assert.ok(String(answer.body['detail']).length > 10);
  assert.equal(answer.headers.get('content-type'), 'application/scim+json');
}

// What RFC 7643 and RFC 7644 demand holds in both profiles; only ids and Dropbox's own rules differ.
for (const profile of ['rfc7644', 'dropbox'] as const) {
  describe(`the target with profile ${profile}`, async () => {
    const target = await startTarget({ profile });

    it('creates, reads, replaces and deletes a user', async () => {
      const created = await target.request(
        'POST',
        '/Users',
        userBody('ada@example.com', { externalId: 'x', id: 'mine' }),
      );
      assert.equal(created.status, 201);
      const { id, meta } = created.body as { id: string; meta: Json };
      assert.notEqual(id, 'mine');
      assert.equal(meta['location'], `${target.baseAddress}/Users/${id}`);
      assert.equal(created.headers.get('location'), meta['location']);
      assert.equal(created.headers.get('etag'), meta['version']);
      assert.equal(created.body['active'], true);
      assert.deepEqual((await target.request('GET', `/Users/${id}`)).body, created.body);

      const replacement = userBody('ada@example.com', { nickName: 'A', active: true });
      const replaced = await target.request('PUT', `/Users/${id}`, replacement);
      assert.equal(replaced.status, 200);
      assert.equal(replaced.body['nickName'], 'A');
      assert.ok(!('externalId' in replaced.body));

      assert.equal((await target.request('DELETE', `/Users/${id}`)).status, 204);
      assertError(await target.request('GET', `/Users/${id}`), 404);
      assertError(await target.request('DELETE', `/Users/${id}`), 404);
    });

    it('keeps userName unique in any case', async () => {
      await target.create('/Users', userBody('unique@example.com'));
      assertError(await target.request('POST', '/Users', userBody('UNIQUE@example.com')), 409, 'uniqueness');
      const other = await target.create('/Users', userBody('other@example.com'));
      const renamed = await target.patch(`/Users/${other}`, {
        op: 'replace',
        path: 'userName',
        value: 'unique@example.com',
      });
      assertError(renamed, 409, 'uniqueness');
    });

    it('lets exactly one of many at once have a userName', async () => {
      const body = userBody('race@example.com');
      const answers = await Promise.all(Array.from({ length: 12 }, () => target.request('POST', '/Users', body)));
      const statuses = answers.map(({ status }) => status).toSorted((left, right) => left - right);
      assert.deepEqual(statuses, [201, ...Array.from({ length: 11 }, () => 409)]);
    });

    it('never shows a password', async () => {
      const id = await target.create('/Users', userBody('secret@example.com', { password: 'pa55word' }));
      const shown = await target.request('GET', `/Users/${id}?attributes=password,userName`);
      assert.ok(!JSON.stringify(shown.body).includes('pa55word') && !('password' in shown.body));
    });

    it('shows the members of a group and the groups of a user, and forgets the deleted', async () => {
      const [one, two] = [
        await target.create('/Users', userBody('one@example.com', { displayName: 'One' })),
        await target.create('/Users', userBody('two@example.com')),
      ];
      const group = await target.create('/Groups', groupBody('Members', [one, two, one]));
      const members = (await target.request('GET', `/Groups/${group}`)).body['members'];
      const link = (id: string): string => `${target.baseAddress}/Users/${id}`;
      assert.deepEqual(members, [
        { value: one, type: 'User', $ref: link(one), display: 'One' },
        { value: two, type: 'User', $ref: link(two), display: 'two@example.com' },
      ]);
      const groups = (await target.request('GET', `/Users/${one}`)).body['groups'];
      const $ref = `${target.baseAddress}/Groups/${group}`;
      assert.deepEqual(groups, [{ value: group, $ref, type: 'direct', display: 'Members' }]);

      await target.request('DELETE', `/Users/${one}`);
      const left = (await target.request('GET', `/Groups/${group}`)).body['members'] as Json[];
      assert.deepEqual(
        left.map(({ value }) => value),
        [two],
      );
      const excluded = await target.request(
        'GET',
        `/Groups${where(`displayName eq "members"`)}&excludedAttributes=members`,
      );
      assert.ok(resources(excluded).length === 1 && resources(excluded)[0]?.['members'] === undefined);
      const byMember = await target.request('GET', `/Groups${where(`members[value eq "${two}"]`)}`);
      assert.deepEqual(
        resources(byMember).map(({ id }) => id),
        [group],
      );
    });

    it('applies a PATCH as a whole or not at all', async () => {
      const id = await target.create('/Users', userBody('whole@example.com'));
      const failed = await target.patch(
        `/Users/${id}`,
        { op: 'replace', path: 'nickName', value: 'N' },
        { op: 'replace', path: 'nothing', value: 'N' },
      );
      assertError(failed, 400, 'invalidPath');
      const { body } = await target.request('GET', `/Users/${id}`);
      assert.ok(!('nickName' in body));
      assert.equal((body['meta'] as Json)['version'], 'W/"1"');
    });

    it('honours entity tags', async () => {
      const id = await target.create('/Users', userBody('tag@example.com'));
      const path = `/Users/${id}`;
      const first = (await target.request('GET', path)).headers.get('etag') ?? '';
      const unchanged = await target.request('GET', path, undefined, { 'If-None-Match': first });
      assert.equal(unchanged.status, 304);
      assert.equal((await target.patch(path, { op: 'add', path: 'title', value: 'T' })).status, 200);
      const body = userBody('tag@example.com');
      assertError(await target.request('PUT', path, body, { 'If-Match': first }), 412);
      assertError(await target.request('DELETE', path, undefined, { 'If-Match': first }), 412);
      const second =
        (await target.request('GET', path, undefined, { 'If-None-Match': first })).headers.get('etag') ?? '';
      assert.notEqual(second, first);
      assert.equal((await target.request('PUT', path, body, { 'If-Match': second })).status, 200);
      assert.equal((await target.request('DELETE', path, undefined, { 'If-Match': '*' })).status, 204);
    });

    it('answers its errors in RFC 7644’s shape', async () => {
      const user = userBody('error@example.com');
      assertError(await target.request('POST', '/Users', '{"schemas":'), 400, 'invalidSyntax');
      assertError(await target.request('POST', '/Users', { ...user, schemas: undefined }), 400, 'invalidValue');
      assertError(await target.request('POST', '/Users', { ...user, userName: undefined }), 400, 'invalidValue');
      assertError(await target.request('POST', '/Users', { ...user, active: 'perhaps' }), 400, 'invalidValue');
      assertError(await target.request('POST', '/Users', { ...user, emails: 'a@b.c' }), 400, 'invalidValue');
      const twoPrimaries = [1, 2].map((value) => ({ value: `${value}@b.com`, primary: true }));
      assertError(await target.request('POST', '/Users', { ...user, emails: twoPrimaries }), 400, 'invalidValue');
      assertError(await target.request('POST', '/Groups', { schemas: [GROUP] }), 400, 'invalidValue');
      assertError(await target.request('GET', `/Users${where('userName nope "x"')}`), 400, 'invalidFilter');
      assertError(
        await target.request('GET', '/Users?attributes=userName&excludedAttributes=name'),
        400,
        'invalidValue',
      );
      assertError(await target.request('GET', '/Users?count=many'), 400, 'invalidValue');
      assertError(await target.request('GET', '/Nothing'), 404);
      assertError(await target.request('GET', '/Users/none'), 404);
      assertError(await target.request('DELETE', '/Users'), 405);
      assertError(await target.request('POST', '/Schemas', {}), 405);
      assertError(await target.request('GET', '/Me'), 501);
      assertError(await target.request('POST', '/Users', user, { 'Content-Type': 'text/plain' }), 415);
      assertError(await target.request('POST', '/Bulk', { data: 'x'.repeat(1_100_000) }), 413);
      const refused = await target.request('GET', '/Users', undefined, { Authorization: 'Bearer wrong' });
      assertError(refused, 401);
      assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer/);
    });

    it('answers in application/json to who accepts nothing else', async () => {
      const typeFor = async (accept: string): Promise<string | null> =>
        (await target.request('GET', '/Users?count=0', undefined, { Accept: accept })).headers.get('content-type');
      assert.equal(await typeFor('application/json'), 'application/json');
      for (const accept of ['*/*', 'application/json, */*', 'application/json, application/scim+json;q=0.5']) {
        assert.equal(await typeFor(accept), 'application/scim+json');
      }
    });

    it('refuses JSON and filters that are nested without end, and takes long ones', async () => {
      const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
      const body = `{"schemas":["${USER}"],"userName":"deep@example.com","displayName":${nested}}`;
      assertError(await target.request('POST', '/Users', body), 400, 'invalidSyntax');
      for (const [open, levels] of [
        ['(', 50_000],
        ['not (', 50_000],
        ['not (', 101],
      ] as const) {
        const filter = `${open.repeat(levels)}id pr${')'.repeat(levels)}`;
        const answer = await target.request('POST', '/.search', { schemas: [SEARCH], filter });
        assertError(answer, 400, 'invalidFilter');
        assert.match(String(answer.body['detail']), /nested more than 100 levels deep/);
      }
      const many = Array.from({ length: 600 }, (_, index) => `userName eq "long-${index}@example.com"`).join(' or ');
      const found = await target.request('GET', `/Users${where(many)}`);
      assert.deepEqual([found.status, found.body['totalResults']], [200, 0]);
    });

    it('says what an address takes', async () => {
      const options = await target.request('OPTIONS', '/Users');
      assert.deepEqual([options.status, options.headers.get('allow')], [204, 'GET, HEAD, POST']);
    });

    it('answers HEAD like GET without the body', async () => {
      const id = await target.create('/Users', userBody('head@example.com'));
      const { status, headers, body } = await target.request('HEAD', `/Users/${id}`);
      assert.equal(status, 200);
      assert.ok(headers.get('etag') !== null && Number(headers.get('content-length')) > 0);
      assert.deepEqual(body, {});
    });

    it('describes itself, and what it describes is there', async () => {
      const config = (await target.request('GET', '/ServiceProviderConfig')).body;
      for (const feature of ['patch', 'bulk', 'filter', 'sort', 'etag']) {
        assert.equal((config[feature] as Json)['supported'], true, feature);
      }
      const types = resources(await target.request('GET', '/ResourceTypes'));
      const schemas = resources(await target.request('GET', '/Schemas'));
      const ids = new Set(schemas.map(({ id }) => id));
      for (const type of types) {
        assert.equal((await target.request('GET', `/ResourceTypes/${String(type['id'])}`)).status, 200);
        assert.equal((await target.request('GET', String(type['endpoint']))).status, 200);
        const extensions = (type['schemaExtensions'] as Json[]).map(({ schema }) => schema);
        for (const urn of [type['schema'], ...extensions]) assert.ok(ids.has(urn), String(urn));
      }
      for (const id of ids) assert.equal((await target.request('GET', `/Schemas/${String(id)}`)).body['id'], id);
      for (const name of ['ServiceProviderConfig', 'ResourceType', 'Schema']) {
        assert.ok(schemas.some((schema) => schema['name'] === name));
      }
      assertError(await target.request('GET', `/Schemas${where('id pr')}`), 403);
    });

    it('lets every attribute it describes be added, replaced and removed by its full name', async () => {
      const id = await target.create('/Users', userBody('every@example.com'));
      const schemas = resources(await target.request('GET', '/Schemas'));
      const values: Readonly<Record<string, unknown>> = {
        boolean: true,
        reference: 'https://example.com',
        binary: 'AQID',
        string: 'text',
      };
      const sample = (attribute: Json): unknown => {
        const subs = (attribute['subAttributes'] ?? []) as Json[];
        const single =
          attribute['type'] === 'complex'
            ? Object.fromEntries(subs.filter(isWritable).map((sub) => [String(sub['name']), sample(sub)] as const))
            : values[String(attribute['type'])];
        return attribute['multiValued'] === true ? [single] : single;
      };
      const isWritable = ({ mutability }: Json): boolean => mutability !== 'readOnly';
      for (const schema of schemas.filter(({ id: urn }) => urn === USER || urn === ENTERPRISE)) {
        for (const attribute of (schema['attributes'] as Json[]).filter(isWritable)) {
          if (attribute['required'] === true) continue;
          const name = String(attribute['name']);
          const path = `${String(schema['id'])}:${name}`;
          const value = sample(attribute);
          const valueIn = ({ body }: Answer): unknown =>
            ((schema['id'] === USER ? body : body[ENTERPRISE]) as Json | undefined)?.[name];
          for (const op of ['add', 'replace']) {
            const changed = await target.patch(`/Users/${id}`, { op, path, value });
            assert.equal(changed.status, 200, `${op} ${path}: ${JSON.stringify(changed.body)}`);
            assert.deepEqual(valueIn(changed), attribute['returned'] === 'never' ? undefined : value, path);
          }
          const removed = await target.patch(`/Users/${id}`, { op: 'remove', path });
          assert.equal(removed.status, 200, path);
          assert.equal(valueIn(removed), undefined, path);
        }
      }
    });
  });
}

describe('lists', async () => {
  const target = await startTarget();
  const names = ['carol', 'Alice', 'bob', 'dave', 'Eve'];
  for (const [index, name] of names.entries()) {
    const title = index % 2 === 0 ? { title: `T${index}` } : {};
    await target.create('/Users', userBody(`${name}@example.com`, { displayName: name, ...title }));
  }
  await target.create('/Groups', groupBody('Everyone'));
  const displayNames = (answer: Answer): unknown[] => resources(answer).map(({ displayName }) => displayName);

  it('come in pages that neither repeat nor drop anyone', async () => {
    const seen: unknown[] = [];
    for (let startIndex = 1; startIndex <= names.length; startIndex += 2) {
      const page = await target.request('GET', `/Users?startIndex=${startIndex}&count=2`);
      assert.equal(page.body['totalResults'], names.length);
      assert.equal(page.body['startIndex'], startIndex);
      assert.equal(page.body['itemsPerPage'], resources(page).length);
      seen.push(...displayNames(page));
    }
    assert.deepEqual(seen, names);
  });

  it('take odd page requests as RFC 7644 section 3.4.2.4 says', async () => {
    const early = await target.request('GET', '/Users?startIndex=-3&count=1');
    assert.deepEqual([early.body['startIndex'], displayNames(early)], [1, ['carol']]);
    for (const count of ['0', '-2']) {
      const none = await target.request('GET', `/Users?count=${count}`);
      assert.deepEqual([none.body['totalResults'], resources(none)], [names.length, []]);
    }
    const beyond = await target.request('GET', '/Users?startIndex=99');
    assert.deepEqual([beyond.body['totalResults'], resources(beyond)], [names.length, []]);
  });

  it('are sorted without regard to case, those without a value last', async () => {
    const ascending = await target.request('GET', '/Users?sortBy=displayName');
    assert.deepEqual(displayNames(ascending), ['Alice', 'bob', 'carol', 'dave', 'Eve']);
    const descending = await target.request('GET', '/Users?sortBy=userName&sortOrder=descending');
    assert.deepEqual(displayNames(descending), ['Eve', 'dave', 'carol', 'bob', 'Alice']);
    const sparse = await target.request('GET', '/Users?sortBy=title&sortOrder=descending');
    assert.deepEqual(displayNames(sparse).slice(2), ['Eve', 'bob', 'carol']);
    assert.equal((await target.request('GET', '/Users?sortBy=name')).status, 400);
  });

  it('can be searched by POST, at the root over all types', async () => {
    const body = {
      schemas: [SEARCH],
      filter: 'displayName sw "e"',
      sortBy: 'displayName',
      attributes: ['displayName'],
    };
    const all = await target.request('POST', '/.search', body);
    assert.equal(all.status, 200);
    assert.deepEqual(displayNames(all), ['Eve', 'Everyone']);
    assert.ok(resources(all).every((resource) => !('meta' in resource)));
    assert.deepEqual(displayNames(await target.request('POST', '/Groups/.search', body)), ['Everyone']);
    const root = await target.request('GET', `/${where('meta.resourceType eq "Group" or userName sw "ALICE"')}`);
    assert.deepEqual(displayNames(root), ['Alice', 'Everyone']);
    assert.equal((await target.request('POST', '/.search', { filter: 'id pr' })).status, 400);
  });
});

describe('bulk requests (RFC 7644 section 3.7)', async () => {
  const target = await startTarget();
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
  const statuses = ({ body }: Answer): unknown[] => (body['Operations'] as Json[]).map(({ status }) => status);

  it('resolve a bulkId that is created further down', async () => {
    const group = { method: 'POST', path: '/Groups', bulkId: 'g', data: groupBody('Bulk', ['bulkId:u']) };
    const user = { method: 'POST', path: '/Users', bulkId: 'u', data: userBody('bulk@example.com') };
    const answer = await target.request('POST', '/Bulk', { schemas, Operations: [group, user] });
    assert.equal(answer.status, 200);
    assert.deepEqual(statuses(answer), ['201', '201']);
    const [first, second] = answer.body['Operations'] as Json[];
    const created = await fetch(String(first?.['location']), { method: 'HEAD' });
    assert.equal(created.status, 401, 'the location is an address of the service');
    const found = await target.request('GET', `/Groups${where('displayName eq "Bulk"')}`);
    const members = resources(found)[0]?.['members'] as Json[];
    assert.equal(`${target.baseAddress}/Users/${String(members[0]?.['value'])}`, second?.['location']);
  });

  it('stop after failOnErrors errors and report each error', async () => {
    const bad = { method: 'DELETE', path: '/Users/none' };
    const good = { method: 'POST', path: '/Users', bulkId: 'x', data: userBody('late@example.com') };
    const stopped = await target.request('POST', '/Bulk', { schemas, failOnErrors: 1, Operations: [bad, good] });
    assert.deepEqual(statuses(stopped), ['404']);
    const complete = await target.request('POST', '/Bulk', { schemas, Operations: [bad, good] });
    assert.deepEqual(statuses(complete), ['404', '201']);
  });

  it('report an operation that is wrongly written, and carry out the others', async () => {
    const operations = [
      { method: 'POST', path: '/Users', data: userBody('without-bulk-id@example.com') },
      { method: 'GET', path: '/Users' },
      { method: 'DELETE', path: '/Nowhere/1' },
      'no operation',
      { method: 'POST', path: '/Users', bulkId: 'y', data: userBody('among-others@example.com') },
    ];
    const answer = await target.request('POST', '/Bulk', { schemas, Operations: operations });
    assert.deepEqual(statuses(answer), ['400', '400', '400', '400', '201']);
  });

  it('refuse circles and too many operations', async () => {
    const circle = ['a', 'b'].map((bulkId, index) => ({
      method: 'POST',
      path: '/Groups',
      bulkId,
      data: groupBody(bulkId, [`bulkId:${index === 0 ? 'b' : 'a'}`]),
    }));
    assert.deepEqual(statuses(await target.request('POST', '/Bulk', { schemas, Operations: circle })), ['409', '409']);
    const many = Array.from({ length: 1001 }, () => ({ method: 'DELETE', path: '/Users/none' }));
    assertError(await target.request('POST', '/Bulk', { schemas, Operations: many }), 413);
  });
});
