import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzFile } from '../../support/fuzz/fuzzFile.ts';
import { fuzzedFiles } from '../../support/fuzz/files.ts';

/**
 * Job files, schemas and snapshots with some bytes changed give a right result or a clear error. `FUZZ_CASES` is how many of
 * each kind (1,000), `FUZZ_SEED` where they begin, random when it is left out; a failure tells what repeats it.
 */
const cases = Number(process.env['FUZZ_CASES'] ?? 1000);
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
const path = process.env['FUZZ_PATH'];
const only = process.env['FUZZ_FILE'];

for (const file of fuzzedFiles.filter(({ name }) => only === undefined || name === only)) {
  test(`${cases} mutated files of the kind ${file.name} from seed ${seed} give a result or a clear error`, () => {
    assert.equal(fuzzFile(file, { cases, seed, path }), null);
  });
}
