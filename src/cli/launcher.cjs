#!/usr/bin/env node
'use strict';
/**
 * `dropbox-provisioning`: starts the command line on a Node that has what it needs. Kept to syntax that any Node since
 * version 12 can read, so that an old one gets an explanation instead of a syntax error.
 *
 * MINIMUM_NODE comes from esbuild.mjs.
 */
/* global MINIMUM_NODE */
const { spawn } = require('child_process');
const process = require('process');
const { setInterval } = require('timers');

const meetsMinimum = (version) => {
  const [have, want] = [version, MINIMUM_NODE].map((text) => text.split('.').map(Number));
  const differing = want.findIndex((part, place) => part !== have[place]);
  return differing === -1 || have[differing] > want[differing];
};

const resolveOrNull = (path) => {
  try {
    return require.resolve(path);
  } catch {
    return null;
  }
};

/** The Node that the npm package `node` installed beside this package, or null. */
const nodeBeside = () => resolveOrNull(process.platform === 'win32' ? 'node/bin/node.exe' : 'node/bin/node');

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

/**
 * npx starts this in a shell that keeps a signal for itself and dies; without a parent, the command ends as it would have.
 * Only there: a command that outlives the shell it was typed into is meant to.
 */
const endWithNpx = () => {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
};

/** The package `node` fetches its Node in an installation script, which npm can be told not to run. */
const advice = () =>
  resolveOrNull('node/package.json') === null
    ? 'add one beside this package: npm install node@24'
    : 'let the one beside this package be fetched: npm rebuild node --ignore-scripts=false';

const explain = (problem) => {
  process.stderr.write(
    `dropbox-provisioning: ${problem}\nInstall Node.js ${MINIMUM_NODE} or newer (https://nodejs.org), or ${advice()}\n`,
  );
  process.exitCode = 2;
};

if (process.env.npm_command === 'exec') endWithNpx();
if (meetsMinimum(process.versions.node)) {
  import('./processes/cli.mjs'); // one that can't be loaded ends this process as an error does
} else {
  const other = nodeBeside();
  if (other !== null && other !== process.execPath) runOn(other);
  else explain(`this is Node.js ${process.versions.node}, which is too old.`);
}
