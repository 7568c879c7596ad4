/** One of the choices of a list, and how it reads. */
export interface Choice {
  readonly value: string;
  readonly text: string;
}
