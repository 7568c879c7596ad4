import { failure, type Frame } from '../evaluation.ts';
import type { Value } from '../value.ts';
import { roleText, scalarsOf, toText } from '../valueText.ts';
import { argument } from './arguments.ts';
import type { BoundCall, FunctionDefinition, Parameter } from './definition.ts';
import { required } from './parameters.ts';
import { type Text, text } from '../../protocol/text.ts';

/** The one attribute that the role functions read. */
export const roleAttribute = 'appRoleAssignments';

const source: Parameter = required(
  'appRoleAssignments',
  'RoleAssignments',
  text`Always the attribute [appRoleAssignments].`,
  { graphKey: 'source' },
);
const scopeRestriction = text`Not with the scope "Sync all users and groups".`;
const attributeRestriction = text`Takes only [appRoleAssignments].`;

/** The names of the roles in an attribute, which may hold them as objects or as mere names. */
function roleNames(value: Value): readonly string[] {
  if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'roleAssignments')
    return value.roles.map((role) => role.displayName);
  return scalarsOf(value).flatMap((scalar) => toText(scalar) ?? []);
}

function roleTexts(value: Value): readonly string[] {
  if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'roleAssignments')
    return value.roles.map(roleText);
  return roleNames(value).map((name) => JSON.stringify({ value: name, displayName: name }));
}

function roleFunction(
  name: string,
  returns: FunctionDefinition['returns'],
  meaning: Text,
  example: FunctionDefinition['example'],
  restrictions: readonly Text[],
  read: (value: Value, call: BoundCall, frame: Frame) => Value,
): FunctionDefinition {
  return {
    name,
    dialect: 'provisioning',
    parameters: [source],
    returns,
    meaning,
    example,
    restrictions,
    bind: (call) => {
      const roles = argument(call, 0);
      return (frame) => read(roles(frame), call, frame);
    },
  };
}

function singleRole(value: Value, call: BoundCall): Value {
  const names = roleNames(value);
  if (names.length <= 1) return names[0] ?? null;
  throw failure(
    call.node.start,
    'multipleGrantsNotSupported',
    text`SingleAppRoleAssignment needs a user with one app role, but this one has ${names.length}; remove the others, or map AppRoleAssignmentsComplex.`,
  );
}

/** Functions on app roles. */
export const roleFunctions: readonly FunctionDefinition[] = [
  roleFunction(
    'SingleAppRoleAssignment',
    'String',
    text`Yields the name of the one app role that the user is assigned; fails when there are several, null when there is none.`,
    { expression: 'SingleAppRoleAssignment([appRoleAssignments])', result: 'Admin' },
    [attributeRestriction, text`The user may have only one role.`, scopeRestriction],
    singleRole,
  ),
  roleFunction(
    'AppRoleAssignmentsComplex',
    'MultiValued',
    text`Yields all app roles of the user, each as a JSON text with id, value and displayName. Updates add roles; removed ones stay in the target.`,
    {
      expression: 'AppRoleAssignmentsComplex([appRoleAssignments])',
      result: '{"id":"…","value":"Admin","displayName":"Admin"}',
    },
    [attributeRestriction, scopeRestriction],
    roleTexts,
  ),
  roleFunction(
    'AssertiveAppRoleAssignmentsComplex',
    'MultiValued',
    text`Yields all app roles of the user as AppRoleAssignmentsComplex does; updates replace the target’s roles, so removed and foreign ones go.`,
    {
      expression: 'AssertiveAppRoleAssignmentsComplex([appRoleAssignments])',
      result: '{"id":"…","value":"Admin","displayName":"Admin"}',
    },
    [attributeRestriction, scopeRestriction],
    roleTexts,
  ),
  roleFunction(
    'AppRoleAssignments',
    'MultiValued',
    text`Yields the names of all app roles of the user.`,
    { expression: 'AppRoleAssignments([appRoleAssignments])', result: text`Admin and User` },
    [attributeRestriction, scopeRestriction],
    roleNames,
  ),
];
