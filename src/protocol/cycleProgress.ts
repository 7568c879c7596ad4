import type { SeatReport } from './cycleSummary.ts';
import type { Text } from './text.ts';

/** How far a run has come. */
export interface CycleProgress {
  /** `comparing` is of a consequence only: both texts are evaluated on everybody. */
  readonly stage:
    | 'comparing'
    | 'reading'
    | 'matching'
    | 'confirming'
    | 'seats'
    | 'deciding'
    | 'exporting'
    | 'references'
    | 'finishing';
  /** A few words for the progress line. */
  readonly message: Text;
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
  /** Of the stage `seats`, which is once and before anything is written: how the seats go round. */
  readonly seats?: SeatReport;
}
