/**
 * Takes the place of the native module `@vscode/native-watchdog` in the VS Code that the tests run: ends the extension
 * host when the server that started it is gone, so that a killed server leaves nothing behind.
 */
'use strict';
const process = require('node:process');
const { setInterval } = require('node:timers');

exports.start = (processId) => {
  setInterval(() => {
    try {
      process.kill(processId, 0);
    } catch {
      process.exit(87);
    }
  }, 1000).unref();
};
exports.exit = (code) => process.exit(code ?? 0);
