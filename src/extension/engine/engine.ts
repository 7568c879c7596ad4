import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { RequestType } from 'vscode-jsonrpc';
import type { AuthorizationRequest, AuthorizationResponse } from '../../protocol/authorizationProtocol.ts';
import type { EngineErrorData } from '../../protocol/engineError.ts';
import type {
  ConsequenceResult,
  CountScopeParams,
  CountStatesParams,
  DecidedHolds,
  ListAssignedParams,
  LogQuery,
  SampleObject,
  SampleObjectsParams,
  SourceAttributesParams,
} from '../../protocol/engineParams.ts';
import type { OpenJobParams } from '../../protocol/openJob.ts';
import type { ScopeCount } from '../../protocol/mappingEditor.ts';
import type { AssignedPage, StateCounts } from '../../protocol/assignedObjects.ts';
import type { ConnectionReport } from '../../protocol/connectionReport.ts';
import type { Comparison } from '../../protocol/comparison.ts';
import type { CycleSummary } from '../../protocol/cycleSummary.ts';
import type { NotificationReport } from '../../protocol/deliveries.ts';
import type { JobStatus, RunHolder } from '../../protocol/jobStatus.ts';
import type { DecisionSummary, ProvisioningEvent } from '../../protocol/provisioning.ts';
import type { HoldDecision, StagedDetail } from '../../protocol/stagedActions.ts';
import type { RestartCriterion } from '../../protocol/restartCriteria.ts';
import type { PulledSchema, PushPlan, ServiceLook, SettingDifference } from '../../protocol/service.ts';
import { Disposable } from '../support/disposable.ts';
import { remembered } from '../support/remembered.ts';
import type { EngineClient, EngineClientOptions, RunListeners } from './engineClient.ts';

/** What a sync does besides. */
export interface SyncChoice {
  /** Releases what accidental-deletion prevention holds back. */
  readonly allowDeletes: boolean;
  /** Decides everyone anew, and ends a quarantine. */
  readonly restart: boolean;
  /** What else is reset first. */
  readonly reset?: readonly RestartCriterion[];
  /** Tries again what failed, whether or not its time has come. */
  readonly retryFailures?: boolean;
  /** Takes up a state that belongs to something else, and matches everyone anew. */
  readonly adopt?: boolean;
}

/** How a long request is watched and cancelled. */
export interface RunOptions extends RunListeners {
  readonly signal?: AbortSignal;
}

/** The same of a run that may be nobody's wish. */
export interface AskedOptions extends RunOptions {
  /** True when nobody has asked for it: it waits for its turn, and is cancelled by what somebody asks for. */
  readonly background?: boolean;
}

/**
 * The provisioning engine, as the rest of the extension sees it: one method for each request. Neither the engine's process
 * nor the code that speaks to it is loaded before the first request. Every method throws an ActionableFailure, or Cancelled.
 */
export class Engine extends Disposable {
  readonly #options: EngineClientOptions;
  #client: EngineClient | null = null;
  readonly #open = remembered(() => this.#load());

  constructor(options: EngineClientOptions) {
    super();
    this.#options = options;
  }

  /** Whether a run is one of this window's own. */
  isOwn({ pid, host }: Pick<RunHolder, 'pid' | 'host'>): boolean {
    return this.#client?.pid === pid && host === hostname();
  }

  /** Tests the connection to both servers, step by step; a failed step is part of the answer. */
  async testConnection(job: OpenJobParams, run: RunOptions = {}): Promise<ConnectionReport> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.testConnection, ...tokened({ job }, run));
  }

  /**
   * Decides for every object and writes nothing; each decision goes to `onDecision`.
   *
   * @param adopt shows what taking up a state that belongs to something else would do.
   */
  async preview(job: OpenJobParams, run: RunOptions, adopt = false): Promise<CycleSummary> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.preview, ...tokened({ job, adopt }, run));
  }

  /** What the next cycle does otherwise than with another text of the job; it gives way to what somebody asks for. */
  async consequence(job: OpenJobParams, former: string, run: RunOptions): Promise<ConsequenceResult> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.consequence, ...tokened({ job, former }, run));
  }

  /** Runs a cycle; each event goes to `onEvent`. */
  async sync(job: OpenJobParams, options: SyncChoice, run: RunOptions): Promise<CycleSummary> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.sync, ...tokened({ job, adopt: false, ...options, ...asking(run) }, run));
  }

  /** Runs the cycle that is due; null when none is. Each event goes to `onEvent`. */
  async syncWhenDue(job: OpenJobParams, run: RunOptions): Promise<CycleSummary | null> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.syncWhenDue, ...tokened({ job }, run));
  }

  /** Ends what runs on the job, in whatever window or process, and gives what it was; null when nothing runs. */
  async cancelRun(job: OpenJobParams, run: RunOptions = {}): Promise<RunHolder | null> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.cancelRun, ...tokened({ job }, run));
  }

  /** Decides and exports for the object that `name` names. */
  async provisionOnDemand(job: OpenJobParams, name: string, run: RunOptions): Promise<ProvisioningEvent> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.provisionOnDemand, ...tokened({ job, name, ...asking(run) }, run));
  }

  /** Decides for the object that `name` names, and writes nothing. */
  async explain(job: OpenJobParams, name: string, run: AskedOptions = {}): Promise<DecisionSummary> {
    const { client, protocol } = await this.#open();
    const { background = false } = run;
    return client.request(protocol.explain, ...tokened({ job, name, background }, run));
  }

  /** Reads assignments and objects from the source. */
  async refreshSource(job: OpenJobParams, run: AskedOptions = {}): Promise<JobStatus> {
    const { client, protocol } = await this.#open();
    const { background = false } = run;
    return client.request(protocol.refreshSource, ...tokened({ job, background }, run));
  }

  /** Sends a test notification; what was not sent is part of the answer. */
  async sendTestNotification(
    job: OpenJobParams,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<NotificationReport> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.sendTestNotification, { job }, options);
  }

  async listAssigned(query: ListAssignedParams, signal?: AbortSignal): Promise<AssignedPage> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.listAssigned, query, signal === undefined ? {} : { signal });
  }

  /** How many of the assigned users and groups are in each state. */
  async countStates(params: CountStatesParams): Promise<StateCounts> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.countStates, params);
  }

  /** What the source knows of one object, to try expressions on; null when it is not known. */
  async sourceAttributes(params: SourceAttributesParams): Promise<SampleObject | null> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.sourceAttributes, params);
  }

  async status(job: OpenJobParams): Promise<JobStatus> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.status, { job });
  }

  /** Releases or rejects staged actions, by key; null for all that nobody has decided about. */
  async decideHolds(
    job: OpenJobParams,
    names: readonly string[] | null,
    verdict: HoldDecision['verdict'],
  ): Promise<DecidedHolds> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.decideHolds, { job, names, verdict });
  }

  /** A staged action with what it would change; null when it is no longer held back. */
  async readHold(job: OpenJobParams, key: string): Promise<StagedDetail | null> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.readHold, { job, key });
  }

  /** The job file as the last cycle that came to its end ran with it; null before the first. */
  async lastRunText(job: OpenJobParams): Promise<string | null> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.lastRunText, { job });
  }

  /** Reads how a job is that Entra's service runs, and what was done since; each new event goes to `onEvent`. */
  async follow(job: OpenJobParams, run: RunOptions): Promise<JobStatus> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.follow, ...tokened({ job }, run));
  }

  /** How the job in Entra is and in what it differs from the job file; nothing is changed. */
  async lookAtService(job: OpenJobParams, run: RunOptions = {}): Promise<ServiceLook> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.lookAtService, ...tokened({ job }, run));
  }

  /** Creates the job in Entra, off, unless it is there. */
  async createInService(job: OpenJobParams, run: RunOptions = {}): Promise<JobStatus> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.createInService, ...tokened({ job }, run));
  }

  /** Puts our decisions beside Entra's log; each difference goes to `onDifference`. */
  async compare(job: OpenJobParams, run: RunOptions = {}): Promise<Comparison> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.compare, ...tokened({ job }, run));
  }

  /** @param create creates the job in Entra first when there is none. */
  async start(job: OpenJobParams, create: boolean, run: RunOptions = {}): Promise<JobStatus> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.start, ...tokened({ job, create }, run));
  }

  /** Lets Entra begin no further cycle. */
  async pause(job: OpenJobParams, run: RunOptions = {}): Promise<JobStatus> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.pause, ...tokened({ job }, run));
  }

  /** Has Entra reset what is chosen, and begin anew. */
  async restart(job: OpenJobParams, criteria: readonly RestartCriterion[], run: RunOptions = {}): Promise<JobStatus> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.restart, ...tokened({ job, criteria }, run));
  }

  /** The schema of the job in Entra, and what it says otherwise than the job file. */
  async pullSchema(job: OpenJobParams, run: RunOptions = {}): Promise<PulledSchema> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.pullSchema, ...tokened({ job }, run));
  }

  /** What writing the job file's schema into Entra would do. */
  async planPush(job: OpenJobParams, run: RunOptions = {}): Promise<PushPlan> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.planPush, ...tokened({ job }, run));
  }

  /** Writes the schema of a plan into Entra. */
  async pushSchema(
    job: OpenJobParams,
    plan: Pick<PushPlan, 'version' | 'text'>,
    run: RunOptions = {},
  ): Promise<PulledSchema> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.pushSchema, ...tokened({ job, plan }, run));
  }

  /** Writes the job file's settings into Entra. @param secrets entered again, by key; stored nowhere. */
  async pushSettings(
    job: OpenJobParams,
    secrets: Readonly<Record<string, string>>,
    run: RunOptions = {},
  ): Promise<readonly SettingDifference[]> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.pushSettings, ...tokened({ job, secrets }, run));
  }

  async logs(query: LogQuery): Promise<readonly ProvisioningEvent[]> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.logs, query);
  }

  /** One event of the log; null when the job has none of this id. */
  async readEvent(job: OpenJobParams, id: number): Promise<ProvisioningEvent | null> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.readEvent, { job, id });
  }

  /** Objects in question as the last read left them; nothing is asked of the source. */
  async sampleObjects(query: SampleObjectsParams): Promise<readonly SampleObject[]> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.sampleObjects, query);
  }

  /** How those in question fare under a scoping filter. It is counted in the engine's process, beside whatever else runs. */
  async countScope(params: CountScopeParams, signal: AbortSignal): Promise<ScopeCount> {
    const { client, protocol } = await this.#open();
    return client.request(protocol.countScope, params, { signal });
  }

  /** Sends a request about the tenant's directory itself: its applications, and who is assigned. */
  async inDirectory<Params, Result>(
    choose: (protocol: GraphProtocol) => RequestType<Params, Result, EngineErrorData>,
    params: Params,
    signal?: AbortSignal,
  ): Promise<Result> {
    const [{ client }, protocol] = await Promise.all([this.#open(), import('../../protocol/graphProtocol.ts')]);
    return client.request(choose(protocol), params, signal === undefined ? {} : { signal });
  }

  /** Sends a request for a token by the engine's process. */
  async sendAuthorization(request: AuthorizationRequest, signal?: AbortSignal): Promise<AuthorizationResponse> {
    const [{ client }, protocol] = await Promise.all([this.#open(), import('../../protocol/authorizationProtocol.ts')]);
    return client.request(protocol.sendAuthorization, request, signal === undefined ? {} : { signal });
  }

  async #load(): Promise<Conversation> {
    const [{ EngineClient }, protocol] = await Promise.all([
      import('./engineClient.ts'),
      import('../../protocol/engineProtocol.ts'),
    ]);
    this.#client = this.register(new EngineClient(this.#options));
    return { client: this.#client, protocol };
  }
}

type GraphProtocol = typeof import('../../protocol/graphProtocol.ts');

interface Conversation {
  readonly client: EngineClient;
  readonly protocol: typeof import('../../protocol/engineProtocol.ts');
}

function asking(run: RunOptions): { readonly confirms: boolean } {
  return { confirms: run.confirmPermanent !== undefined };
}

/** The parameters of a long request with a token of their own, and the options that go with it. */
function tokened<Params extends object>(
  params: Params,
  run: RunOptions,
): [Params & { readonly token: string }, { readonly token: string; readonly listeners: RunListeners }] {
  const token = randomUUID();
  const signal = run.signal === undefined ? {} : { signal: run.signal };
  return [
    { ...params, token },
    { token, listeners: run, ...signal },
  ];
}
