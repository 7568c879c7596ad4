/**
 * CPU seconds to evaluate the default Dropbox mappings for 100,000 users; the goal is below 2 (issue 3, "The language", 2).
 * Run: node test/bench/expressions.bench.ts
 */
import { compile } from '../../src/expressions/compile.ts';
import type { Attributes, EvaluationContext } from '../../src/expressions/value.ts';

const users = 100_000;

const mappings = [
  '[objectId]',
  '[userPrincipalName]',
  '[givenName]',
  '[surname]',
  'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
  'Join(" ", [givenName], [surname])',
  'Coalesce([mail], [userPrincipalName])',
  'Replace([preferredLanguage], "-", , , "_", , )',
].map((text) => compile(text));

const context: EvaluationContext = { now: Date.now(), random: Math.random, tenant: { defaultDomain: 'contoso.com' } };

function user(number: number): Attributes {
  return {
    objectId: `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`,
    userPrincipalName: `user${number}@contoso.com`,
    givenName: `Given${number}`,
    surname: number % 10 === 0 ? undefined : `Surname${number}`,
    mail: number % 3 === 0 ? null : `user${number}@contoso.com`,
    preferredLanguage: 'en-US',
    IsSoftDeleted: number % 7 === 0 ? 'True' : 'False',
  };
}

const directory = Array.from({ length: users }, (_, number) => user(number));
const before = process.cpuUsage();
let values = 0;
for (const attributes of directory) {
  for (const mapping of mappings) if (mapping.evaluate(attributes, context).kind === 'value') values += 1;
}
const { user: userTime, system } = process.cpuUsage(before);
const seconds = (userTime + system) / 1e6;
console.log(JSON.stringify({ users, mappings: mappings.length, values, cpuSeconds: Number(seconds.toFixed(3)) }));
