import { type Evaluator, failure, type Frame, quoted } from '../evaluation.ts';
import type { Value } from '../value.ts';
import { isEmpty, toText } from '../valueText.ts';
import { argument, longInteger, ofEachText, singleText, wholeNumber } from './arguments.ts';
import type { BoundCall, FunctionDefinition } from './definition.ts';
import { optional, required } from './parameters.ts';
import { text } from '../../protocol/text.ts';

const source = required('source', 'String', text`The text, usually an attribute.`);

const convertToBase64: FunctionDefinition = {
  name: 'ConvertToBase64',
  dialect: 'provisioning',
  parameters: [source],
  returns: 'String',
  meaning: text`Yields the base64 form of a text’s UTF-16LE bytes, which .NET calls Unicode.`,
  example: { expression: 'ConvertToBase64("Hello world!")', result: 'SABlAGwAbABvACAAdwBvAHIAbABkACEA' },
  bind: (call) =>
    ofEachText(call, (text, { budget }) => {
      budget.admit(Math.ceil((text.length * 2) / 3) * 4);
      return toBase64Utf16(text);
    }),
};

function toBase64Utf16(text: string): string {
  let bytes = '';
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    bytes += String.fromCharCode(unit & 0xff, unit >> 8);
  }
  return btoa(bytes);
}

const convertToUtf8Hex: FunctionDefinition = {
  name: 'ConvertToUTF8Hex',
  dialect: 'provisioning',
  parameters: [source],
  returns: 'String',
  meaning: text`Yields a text’s UTF-8 bytes as hexadecimal digits in upper case.`,
  example: { expression: 'ConvertToUTF8Hex("Hello world!")', result: '48656C6C6F20776F726C6421' },
  bind: (call) =>
    ofEachText(call, (text, { budget }) => {
      budget.admit(text.length * 2);
      const bytes = new TextEncoder().encode(text);
      return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
    }),
};

const encodings = ['Unicode', 'UTF8', 'ASCII'] as const;

const convertFromBase64: FunctionDefinition = {
  name: 'ConvertFromBase64',
  dialect: 'cloud-sync',
  parameters: [
    required('source', 'String', 'A base64 text.'),
    optional('encoding', 'Enumeration', text`What the bytes are: Unicode (UTF-16LE, the default), UTF8 or ASCII.`, {
      choices: encodings,
    }),
  ],
  returns: 'String',
  meaning: text`Yields the text behind its base64 form.`,
  example: { expression: 'ConvertFromBase64("SGVsbG8gd29ybGQh", UTF8)', result: 'Hello world!' },
  bind: (call) => {
    const [text, encoding] = [argument(call, 0), argument(call, 1)];
    return (frame) => {
      const value = singleText(text(frame), call);
      return value === null ? null : decoderOf(encoding(frame), call, frame).decode(bytesOf(value, call, frame));
    };
  },
};

function decoderOf(value: Value, call: BoundCall, frame: Frame): InstanceType<typeof TextDecoder> {
  const labels: Readonly<Record<string, string>> = { unicode: 'utf-16le', utf8: 'utf-8', ascii: 'utf-8' };
  const label = isEmpty(value) ? 'utf-16le' : labels[(toText(value) ?? '').toLowerCase()];
  if (label === undefined)
    throw failure(
      call.node.start,
      'encodingUnknown',
      text`${call.node.name} knows the encodings ${encodings.join(', ')}, not ${quoted(value, frame)}.`,
    );
  return new TextDecoder(label);
}

function bytesOf(base64: string, call: BoundCall, frame: Frame): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    throw failure(
      call.node.start,
      'base64Expected',
      text`${call.node.name} cannot read ${quoted(base64, frame)}: it is not base64.`,
    );
  }
}

const stringFromSid: FunctionDefinition = {
  name: 'StringFromSid',
  dialect: 'cloud-sync',
  parameters: [required('sid', 'String', text`A binary security identifier as base64, such as objectSid.`)],
  returns: 'String',
  meaning: text`Yields a binary security identifier in its text form.`,
  example: { expression: 'StringFromSid([objectSid])', result: 'S-1-5-21-2127521184-1604012920-1887927527-171278' },
  bind: (call) => {
    const sid = argument(call, 0);
    return (frame) => {
      const value = singleText(sid(frame), call);
      if (value === null || value.startsWith('S-')) return value;
      const shown = sidText(bytesOf(value, call, frame));
      if (shown === null)
        throw failure(
          call.node.start,
          'sidExpected',
          text`StringFromSid cannot read ${quoted(value, frame)}: it is not a security identifier.`,
        );
      return shown;
    };
  },
};

/** The text form of a binary SID (MS-DTYP section 2.4.2): revision, 48-bit authority, then 32-bit parts in little endian. */
function sidText(bytes: Uint8Array): string | null {
  const count = bytes[1] ?? 0;
  if (bytes.length < 8 || bytes.length !== 8 + count * 4) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const authority = view.getUint16(2) * 2 ** 32 + view.getUint32(4);
  const parts = Array.from({ length: count }, (_, index) => view.getUint32(8 + index * 4, true));
  return ['S', bytes[0], authority, ...parts].join('-');
}

const cRef: FunctionDefinition = {
  name: 'CRef',
  dialect: 'cloud-sync',
  parameters: [required('value', 'String', text`A distinguished name.`)],
  returns: 'String',
  meaning: text`Takes a text as a reference to an object.`,
  example: { expression: 'DNComponent(CRef([dn]),1)', result: text`Joe for cn=Joe,ou=Users` },
  bind: (call) => {
    const value = argument(call, 0);
    return (frame) => singleText(value(frame), call);
  },
};

const dnComponent: FunctionDefinition = {
  name: 'DNComponent',
  dialect: 'cloud-sync',
  parameters: [
    required('dn', 'String', text`A distinguished name.`),
    required('ComponentNumber', 'Integer', text`Which component; the first is 1.`),
  ],
  returns: 'String',
  meaning: text`Yields the value of one component of a distinguished name, counted from the left; null when there is none.`,
  example: { expression: 'DNComponent(CRef([dn]),1)', result: text`Joe for cn=Joe,ou=Users` },
  bind: bindDnComponent,
};

function bindDnComponent(call: BoundCall): Evaluator {
  const [dn, position] = [argument(call, 0), argument(call, 1)];
  return (frame) => {
    const text = singleText(dn(frame), call) ?? '';
    const component = dnComponents(text)[wholeNumber(position(frame), 'ComponentNumber', call, frame) - 1];
    const separator = component?.indexOf('=') ?? -1;
    return component === undefined || separator < 0
      ? null
      : component
          .slice(separator + 1)
          .trim()
          .replaceAll(/\\(.)/gu, '$1');
  };
}

/** The components of a distinguished name; an escaped comma does not separate (RFC 4514). */
function dnComponents(dn: string): readonly string[] {
  return (dn.match(/(?:\\.|[^,\\])+/gu) ?? []).map((component) => component.trim());
}

const bitAnd: FunctionDefinition = {
  name: 'BitAnd',
  dialect: 'provisioning',
  parameters: [
    required('value1', 'Number', text`A number, such as [userAccountControl].`, { graphKey: 'left' }),
    required('value2', 'Number', text`The bits to keep, such as 2 or &HF7.`, { graphKey: 'right' }),
  ],
  returns: 'Integer',
  meaning: text`Yields the bits that both numbers have.`,
  example: { expression: 'BitAnd(&HF, &HF7)', result: '7' },
  bind: (call) => {
    const [left, right] = [argument(call, 0), argument(call, 1)];
    return (frame) => {
      const [one, other] = [left(frame), right(frame)];
      if (isEmpty(one) || isEmpty(other)) return null;
      const bits = longInteger(one, 'value1', call, frame) & longInteger(other, 'value2', call, frame);
      return Number.isSafeInteger(Number(bits)) ? Number(bits) : bits;
    };
  },
};

/** Functions on bits, bytes and directory names. */
export const encodingFunctions: readonly FunctionDefinition[] = [
  convertToBase64,
  convertToUtf8Hex,
  convertFromBase64,
  stringFromSid,
  cRef,
  dnComponent,
  bitAnd,
];
