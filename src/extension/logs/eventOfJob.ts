/** Which event of which job: numbers count in each job's log anew. */
export interface EventOfJob {
  readonly event: number;
  readonly jobId: string;
}

export function isEventOfJob(argument: unknown): argument is EventOfJob {
  if (typeof argument !== 'object' || argument === null || !('event' in argument) || !('jobId' in argument))
    return false;
  return typeof argument.event === 'number' && typeof argument.jobId === 'string';
}
