import { openDatabase } from '../../src/engine/store/database.ts';

/** Opens the state of the directory that it's started with, and closes it, again and again. Ends with 0 when it always could. */
const [, , directory = ''] = process.argv;

for (let opened = 0; opened < 200; opened++) {
  const database = openDatabase(directory);
  database.transaction(() => {
    database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('opener', ?)").run(String(process.pid));
  });
  database.close();
}
