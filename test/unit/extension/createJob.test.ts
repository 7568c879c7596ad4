import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkGuid, jobFileName, newJob, noAnswers } from '../../../src/extension/jobs/createJob/answers.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import { createJobText } from '../../../src/job/defaultJob.ts';
import { readJob } from '../../../src/job/readJob.ts';

const guid = '8f2a7c1e-1111-4222-8333-444455556666';

describe('a job made by Create Job', () => {
  it('is a job without problems, for each combination of answers', () => {
    for (const source of ['entra', 'sandbox'] as const) {
      for (const target of ['dropbox', 'dropboxBusiness', 'scim', 'sandbox'] as const) {
        const answers = {
          ...noAnswers,
          displayName: 'Team',
          source,
          target,
          tenantId: guid,
          servicePrincipalId: guid,
          baseAddress: 'https://scim.example/v2',
        };
        const { job, problems } = readJob(createJobText(newJob({ ...answers, id: guid })));
        assert.deepEqual(problems, []);
        assert.equal(job?.provisioning.status, 'off');
      }
    }
  });

  it('gets a file name from its name, in any script', () => {
    assert.equal(jobFileName('Dropbox (production)'), 'dropbox-production.provisioning.json');
    assert.equal(jobFileName('Łódź 北京'), 'łódź-北京.provisioning.json');
    assert.equal(jobFileName('../..'), 'dropbox.provisioning.json');
  });

  it('takes ids as the admin center shows them', () => {
    assert.equal(checkGuid(` ${guid} `, inEnglish), null);
    assert.match(checkGuid('contoso.com', inEnglish) ?? '', /Paste the ID/);
  });
});
