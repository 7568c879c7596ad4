import { TextError } from '../protocol/failure.ts';
import { type Text, text } from '../protocol/text.ts';

/** An edit that must not be made; its text says why and what to do. */
export class Refusal extends TextError {
  constructor(told: Text) {
    super(told);
    this.name = 'Refusal';
  }
}

export function notJsonNow(): Refusal {
  return new Refusal(
    text`The file is not valid JSON at the moment, so nothing was changed: open it as text and mend it.`,
  );
}

export function movedMeanwhile(): Refusal {
  return new Refusal(
    text`The file changed meanwhile and this is no longer in its place, so nothing was changed: try again.`,
  );
}

export function lastMatching(): Refusal {
  return new Refusal(
    text`This is the last matching attribute. Without one, no existing account would be found and everyone would be created again: make another mapping a matching attribute first.`,
  );
}

/** @param directory empty when it has no name. */
export function noDefaultMappings(object: string, directory: string): Refusal {
  const [quoted, of] = [JSON.stringify(object), JSON.stringify(directory)];
  return new Refusal(
    directory === ''
      ? text`There are no default mappings for ${quoted}: write them yourself.`
      : text`There are no default mappings for ${quoted} of ${of}: write them yourself.`,
  );
}

export function attributeInUse(name: string): Refusal {
  return new Refusal(text`${JSON.stringify(name)} is mapped: remove its mapping first, then its definition.`);
}

export function attributeWithoutName(): Refusal {
  return new Refusal(text`An attribute needs a name: write the one that the target knows it by.`);
}

export function attributeExists(name: string): Refusal {
  return new Refusal(text`There is already an attribute ${JSON.stringify(name)}: choose another name.`);
}
