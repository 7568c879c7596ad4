import type { ObjectTypeName, Sample, Samples } from '../../src/protocol/mappingEditor.ts';
import { text } from '../../src/protocol/text.ts';
import type { HostClient } from './hostClient.ts';

/** How many objects an expression is tried on at a time. */
export const mostSamples = 5;

const noSamples: Samples = { samples: [], message: text`The sample objects are being read.` };

/** The objects that expressions are tried on: listed once for each type, and those that are shown read as a whole. */
export class SampleStore {
  readonly #host: HostClient;
  readonly #onChange: () => void;
  readonly #onFailure: (failure: unknown) => void;
  readonly #lists = new Map<ObjectTypeName, Samples>();
  /** Chosen samples with all their attributes, by id; first as the list has them, then as the source gives them. */
  readonly #whole = new Map<string, Sample>();
  #shown: readonly Sample[] = [];

  constructor(host: HostClient, onChange: () => void, onFailure: (failure: unknown) => void) {
    this.#host = host;
    this.#onChange = onChange;
    this.#onFailure = onFailure;
  }

  /** All objects of a type that may be chosen, and why there are none. Asks the host the first time. */
  list(type: ObjectTypeName): Samples {
    const known = this.#lists.get(type);
    if (known) return known;
    this.#lists.set(type, noSamples);
    void this.#host
      .samples(type)
      .catch((failure: unknown): Samples => ({
        samples: [],
        message: failure instanceof Error ? failure.message : String(failure),
      }))
      .then((samples) => {
        this.#lists.set(type, samples);
        this.#onChange();
      });
    return noSamples;
  }

  /** The objects of these ids, else the first ones. The same list again when nothing about them changed. */
  chosen(type: ObjectTypeName, ids: readonly string[]): readonly Sample[] {
    const { samples } = this.list(type);
    const wanted = new Set(ids);
    const found = samples.filter(({ id }) => wanted.has(id));
    const chosen = (found.length > 0 ? found : samples).slice(0, mostSamples);
    for (const sample of chosen) this.#readWhole(type, sample);
    const next = chosen.map((sample) => this.#whole.get(sample.id) ?? sample);
    const isSame = this.#shown.length === next.length && next.every((each, index) => each === this.#shown[index]);
    if (!isSame) this.#shown = next;
    return this.#shown;
  }

  /** Forgets what is known: the directory was read again. */
  clear(): void {
    this.#lists.clear();
    this.#whole.clear();
  }

  /** The list has only the attributes that the saved file uses; an expression that is being written may use any. */
  #readWhole(type: ObjectTypeName, sample: Sample): void {
    if (this.#whole.has(sample.id)) return;
    this.#whole.set(sample.id, sample);
    void this.#host.sampleAttributes(type, sample.id).then((attributes) => {
      if (attributes === null) return;
      this.#whole.set(sample.id, { ...sample, attributes });
      this.#onChange();
    }, this.#onFailure); // the attributes that are known stay
  }
}
