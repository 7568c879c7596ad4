import type { Surroundings } from '../../src/expressions/assist/completions.ts';
import { type Meaning, wordAt } from '../../src/expressions/assist/meaning.ts';
import { signatureOf } from '../../src/expressions/functions/callProblems.ts';
import type { Parameter } from '../../src/expressions/functions/definition.ts';
import type { AttributeView } from '../../src/protocol/mappingEditorView.ts';

/** What the word at an offset of an expression means, a line for each thing to say; none where there is nothing to say. */
export function linesAbout(text: string, offset: number, around: Surroundings<AttributeView>): readonly string[] {
  const word = wordAt(text, offset);
  return word === null ? [] : linesOf(word.meaning, around);
}

export function attributeType({ type, multivalued }: AttributeView): string {
  return multivalued ? `${type}, multi-valued` : type;
}

function linesOf(meaning: Meaning, { attributes }: Surroundings<AttributeView>): readonly string[] {
  switch (meaning.kind) {
    case 'function': {
      const { definition } = meaning;
      const example = `Example: ${definition.example.expression} gives ${definition.example.result}`;
      return [signatureOf(definition), definition.meaning, example, ...(definition.restrictions ?? [])];
    }
    case 'attribute': {
      const attribute = attributes.find(({ name }) => name === meaning.name);
      return attribute === undefined
        ? [`${meaning.name}: the source object has no such attribute.`]
        : [`${attribute.name}: source attribute, ${attributeType(attribute)}`];
    }
    case 'operator':
      return [`${meaning.operator} ${meaning.meaning}`];
    case 'word':
      return [
        ...(meaning.constant === null ? [] : [`${meaning.name} ${meaning.constant}`]),
        ...(meaning.parameter === null ? [] : [parameterLine(meaning.parameter)]),
      ];
  }
}

function parameterLine({ name, meaning, choices = [] }: Parameter): string {
  return `${name}: ${meaning}${choices.length === 0 ? '' : ` One of ${choices.join(', ')}.`}`;
}
