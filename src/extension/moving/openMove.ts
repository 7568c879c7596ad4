import type { MoveFacts } from '../../moving/movePlan.ts';
import { readFacts, withExecutor } from '../../moving/readFacts.ts';
import type { OpenJobParams } from '../../protocol/openJob.ts';
import type { Executor } from '../../protocol/executors.ts';
import type { Engine } from '../engine/engine.ts';
import type { JobChoice, ValidJob } from '../jobs/validJob.ts';
import { attended, type JobOpener, type OpenedJob, whatIsMissing } from '../jobs/openJob.ts';

interface Parts {
  readonly choice: JobChoice;
  readonly opener: JobOpener;
  readonly engine: Engine;
}

/** A job that moves: its file is read anew for each step, and both executors can be asked. */
export class OpenMove {
  readonly #parts: Parts;
  readonly #to: Executor;

  constructor(parts: Parts, to: Executor) {
    this.#parts = parts;
    this.#to = to;
  }

  /** The job file as it is now. */
  valid(): Promise<ValidJob> {
    return this.#parts.choice.require();
  }

  /** The job as an executor would have it. Throws an ActionableFailure when the destination lacks a token. */
  async opened(executor: Executor): Promise<OpenedJob> {
    const valid = await this.valid();
    const opened = await this.#parts.opener.openJob({
      ...valid,
      text: withExecutor(valid.text, executor),
      job: { ...valid.job, executor: this.#to },
    });
    const lack = whatIsMissing(opened);
    if (lack !== null) throw lack;
    return attended(opened);
  }

  async params(executor: Executor): Promise<OpenJobParams> {
    return (await this.opened(executor)).params;
  }

  /** Reads how everything is. */
  async facts(signal: AbortSignal): Promise<MoveFacts> {
    const { engine } = this.#parts;
    const [{ text, job }, { params }] = [await this.valid(), await this.opened('local')];
    return readFacts(text, job, {
      local: (asLocal) => engine.status({ ...params, text: asLocal }),
      service: (asEntra) => engine.lookAtService({ ...params, text: asEntra }, { signal }),
    });
  }
}
