import type { Surroundings } from '../../src/expressions/assist/completions.ts';
import { type Meaning, wordAt } from '../../src/expressions/assist/meaning.ts';
import { signatureOf } from '../../src/expressions/functions/callProblems.ts';
import type { Parameter } from '../../src/expressions/functions/definition.ts';
import type { AttributeView } from '../../src/protocol/mappingEditorView.ts';
import { listed, say, t } from '../language.ts';

/** What the word at an offset of an expression means, a line for each thing to say; none where there is nothing to say. */
export function linesAbout(text: string, offset: number, around: Surroundings<AttributeView>): readonly string[] {
  const word = wordAt(text, offset);
  return word === null ? [] : linesOf(word.meaning, around);
}

export function attributeType({ type, multivalued }: AttributeView): string {
  return multivalued ? listed([type, t('multi-valued')]) : type;
}

function linesOf(meaning: Meaning, { attributes }: Surroundings<AttributeView>): readonly string[] {
  switch (meaning.kind) {
    case 'function': {
      const { definition } = meaning;
      const example = t('Example: {0} gives {1}', definition.example.expression, say(definition.example.result));
      return [signatureOf(definition), say(definition.meaning), example, ...(definition.restrictions ?? []).map(say)];
    }
    case 'attribute': {
      const attribute = attributes.find(({ name }) => name === meaning.name);
      return attribute === undefined
        ? [t('{0}: the source object has no such attribute.', meaning.name)]
        : [t('{0}: source attribute, {1}', attribute.name, attributeType(attribute))];
    }
    case 'operator':
      return [`${meaning.operator} ${say(meaning.meaning)}`];
    case 'word':
      return [
        ...(meaning.constant === null ? [] : [`${meaning.name} ${say(meaning.constant)}`]),
        ...(meaning.parameter === null ? [] : [parameterLine(meaning.parameter)]),
      ];
  }
}

function parameterLine({ name, meaning, choices = [] }: Parameter): string {
  if (choices.length === 0) return `${name}: ${say(meaning)}`;
  return t('{0}: {1} One of {2}.', name, say(meaning), listed(choices));
}
