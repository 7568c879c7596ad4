/** What VS Code disposes of: the part of `vscode.Disposable` that matters. */
export interface DisposableLike {
  dispose(): unknown;
}

/** Something that lives until the extension (or its view) ends, with all that it has registered on the way. */
export abstract class Disposable implements DisposableLike {
  readonly #children: DisposableLike[] = [];
  #disposed = false;

  protected get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Ties something to this object's life; when that is already over, it is disposed of at once. */
  protected register<T extends DisposableLike>(child: T): T {
    if (this.#disposed) child.dispose();
    else this.#children.push(child);
    return child;
  }

  /** Disposes of everything registered, last first. Safe to call again. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const child of this.#children.splice(0).reverse()) child.dispose();
  }
}
