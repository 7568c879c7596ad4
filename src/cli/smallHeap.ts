import { setFlagsFromString } from 'node:v8';

/**
 * Keeps this process as small during a cycle as the engine's own process is (docs/decisions/0050). That one is started with
 * options; this one runs already, so V8's young generation is kept at the size that it begins with. To be called before a
 * cycle allocates anything.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=20');
}
