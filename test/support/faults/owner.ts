/** Whoever starts something that has to end: a test (`TestContext` is one), or a run of stories outside the test runner. */
export interface Owner {
  after(end: () => void | Promise<void>): void;
}
