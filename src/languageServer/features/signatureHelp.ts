import type { ParameterInformation, SignatureHelp } from 'vscode-languageserver';
import { callAround } from '../../expressions/assist/signature.ts';
import { parameterLabel, signatureOf } from '../../expressions/functions/callProblems.ts';
import type { FunctionDefinition } from '../../expressions/functions/definition.ts';
import type { Localize } from '../../protocol/localize.ts';
import { render } from '../../protocol/text.ts';
import { type DocumentModel, expressionAt } from '../documents/documentModel.ts';
import { describeParameter, markdown } from './describe.ts';

/** The signature of the call that an offset stands in, with the parameter that is being written; null outside of calls. */
export function signatureHelpAt(model: DocumentModel, offset: number): SignatureHelp | null {
  const expression = expressionAt(model, offset);
  if (expression === null) return null;
  const { literal } = expression;
  const call = callAround(literal.value, literal.toValue(offset));
  if (call === null) return null;
  const { definition, parameter } = call;
  const activeParameter = parameter === undefined ? null : definition.parameters.indexOf(parameter);
  const signature = {
    label: signatureOf(definition),
    documentation: markdown(render(definition.meaning, model.t)),
    parameters: parametersOf(definition, model.t),
    activeParameter,
  };
  return { signatures: [signature], activeSignature: 0, activeParameter };
}

/** Each parameter by its offsets in the signature, since one name may be a part of another. */
function parametersOf(definition: FunctionDefinition, t: Localize): ParameterInformation[] {
  let position = definition.name.length + 1;
  return definition.parameters.map((parameter) => {
    const start = position;
    const end = start + parameterLabel(parameter).length;
    position = end + ', '.length;
    return { label: [start, end], documentation: markdown(describeParameter(parameter, t)) };
  });
}
