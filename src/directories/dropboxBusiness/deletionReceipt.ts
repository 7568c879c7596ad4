import type { DeletionReceipt } from '../targetDirectory.ts';
import type { BusinessConnection, Response } from './connection.ts';
import { routeError } from './errors.ts';
import { endOfJob } from './jobs.ts';
import type { Text } from '../../protocol/text.ts';

/** What a deletion that may be carried out later has come to. */
export async function deletionReceipt(
  connection: BusinessConnection,
  response: Response,
  refused: Text,
  statusRoute: string,
  signal: AbortSignal,
): Promise<DeletionReceipt> {
  if (response.kind === 'refused') {
    if (response.tag === 'group_already_deleted') return 'deleted';
    const error = routeError(response, refused);
    if (error.kind === 'notFound') return 'notFound';
    throw error;
  }
  const end = await endOfJob(connection, response, statusRoute, signal);
  return end.kind === 'complete' ? 'deleted' : 'accepted';
}
