/**
 * How the engine's process is started, by the extension and by the measurements alike (`execArgv` of `child_process.fork`).
 *
 * Nearly everything that a cycle allocates dies young, with the request it belongs to. A small young generation keeps the
 * process small, and an old one that grows in small steps keeps it so; what that costs in speed is measured in
 * test/bench/engine.bench.ts (docs/decisions/0050).
 */
export const engineExecArgv: readonly string[] = ['--max-semi-space-size=8', '--heap-growing-percent=20'];
