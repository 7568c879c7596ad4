#!/usr/bin/env node
'use strict';
/**
 * `dropbox-provisioning`: starts the command line on a Node that has what it needs. Kept to syntax that any Node since
 * version 12 can read, so that an old one gets an explanation instead of a syntax error.
 *
 * MINIMUM_NODE comes from `engines.node` in package.json (esbuild.mjs).
 */
/* global MINIMUM_NODE */
const { spawn } = require('child_process');
const process = require('process');

const meetsMinimum = (version) => {
  const [have, want] = [version, MINIMUM_NODE].map((text) => text.split('.').map(Number));
  const differing = want.findIndex((part, place) => part !== have[place]);
  return differing === -1 || have[differing] > want[differing];
};

/** The Node that the npm package `node` installed beside this package, or null. */
const nodeBeside = () => {
  try {
    return require.resolve(process.platform === 'win32' ? 'node/bin/node.exe' : 'node/bin/node');
  } catch {
    return null;
  }
};

/** Runs the same command on another Node, hands on signals, and ends as it ended. */
const runOn = (node) => {
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => explain(`${node} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    for (const name of signals) process.removeAllListeners(name);
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code === null ? 1 : code;
  });
};

const explain = (problem) => {
  process.stderr.write(
    `dropbox-provisioning: ${problem}\nInstall Node.js ${MINIMUM_NODE} or newer (https://nodejs.org), or add it beside this package: npm install node@24\n`,
  );
  process.exitCode = 2;
};

if (meetsMinimum(process.versions.node)) {
  require('./cli.cjs');
} else {
  const other = nodeBeside();
  if (other !== null && other !== process.execPath) runOn(other);
  else explain(`this is Node.js ${process.versions.node}, which is too old.`);
}
