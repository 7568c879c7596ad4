import { scalarsOf } from '../protocol/attributeJson.ts';
import type { AttributeChange, Reason } from '../protocol/provisioning.ts';
import type { HoldDecision } from '../protocol/stagedActions.ts';
import { joined, text, type Text } from '../protocol/text.ts';

/** Every reason that a decision can have, worded for the person who reads it. Codes are Entra's where Entra has one. */

const reason = (code: string, message: Text, recommendedAction: Text | null = null): Reason => ({
  code,
  message,
  recommendedAction,
});

export const notAssigned = reason(
  'NotEffectivelyEntitled',
  text`Not assigned to the application, neither directly nor by a group.`,
  text`Assign the user or one of their groups to the application in Microsoft Entra ID. Members of nested groups are not assigned.`,
);

export const groupNotAssigned = reason(
  'NotEffectivelyEntitled',
  text`The group is not assigned to the application.`,
  text`Assign the group to the application in Microsoft Entra ID.`,
);

export const defaultAccessOnly = reason(
  'NotEffectivelyEntitled',
  text`Assigned with the Default Access role only, which is excluded from provisioning.`,
  text`Assign an app role such as User, or set "includeDefaultAccess" in the job file.`,
);

export const accountDisabled = reason(
  'NotEffectivelyEntitled',
  text`The account is disabled in Microsoft Entra ID.`,
  text`Enable the account in Microsoft Entra ID if the person should have access.`,
);

export const softDeleted = reason(
  'SoftDeletedInSource',
  text`The object was deleted in Microsoft Entra ID and is in the recycle bin.`,
  text`Restore it from the recycle bin in Microsoft Entra ID, where it stays for 30 days, if it was deleted by mistake.`,
);

export const hardDeleted = reason(
  'HardDeletedInSource',
  text`The object was permanently deleted in Microsoft Entra ID.`,
);

export const groupNotSecurityEnabled = reason(
  'GroupNotSecurityEnabled',
  text`The group is not security-enabled; only security-enabled groups can be provisioned by assignment.`,
  text`Assign a security-enabled group.`,
);

export function filterFailed(clauses: readonly string[], nullClauses: readonly string[]): Reason {
  const told = clauses.join('; ');
  return reason(
    'ScopingFilterFailed',
    nullClauses.length > 0
      ? text`The scoping filter does not let the object through: ${told}. The attribute has no value in: ${nullClauses.join('; ')}.`
      : text`The scoping filter does not let the object through: ${told}.`,
    text`Change the object in Microsoft Entra ID, or the scoping filter of the mapping.`,
  );
}

export function inputFilterFailed(clauses: readonly string[], nullClauses: readonly string[]): Reason {
  const told = clauses.join('; ');
  return reason(
    'InputFilterFailed',
    nullClauses.length > 0
      ? text`The input filter leaves the object out: ${told}. The attribute has no value in: ${nullClauses.join('; ')}. An account that it already has is left as it is.`
      : text`The input filter leaves the object out: ${told}. An account that it already has is left as it is.`,
    text`Change the object in Microsoft Entra ID, or "inputFilterGroups" of the mapping.`,
  );
}

export function mappingSwitchedOff(mapping: string): Reason {
  return reason(
    'MappingSwitchedOff',
    text`The object mapping "${mapping}", which provisioned the account, is switched off, and no other one takes the object. The account is left as it is.`,
    text`Switch the mapping on ("enabled": true) to provision its objects, or disable the account in the target by hand.`,
  );
}

export const noCategory = reason(
  'CategoryFilterFailed',
  text`The object passes the category filter of no object mapping, so none is for it.`,
  text`Change the object in Microsoft Entra ID, or "categoryFilterGroups" of the mapping that it belongs to.`,
);

export function filterUnfinished(why: Text): Reason {
  return reason(
    'ScopingFilterNotEvaluated',
    text`Can't tell whether the object is in scope: ${why}`,
    text`Correct the clause of the scoping filter, or the value in Microsoft Entra ID. Until then the account is left as it is.`,
  );
}

export function sourceUnreadable(why: Text): Reason {
  return reason(
    'ImportFailed',
    text`Can't read the object from the source: ${why}`,
    text`Correct the object in Microsoft Entra ID, or try again later. Until then the account is left as it is.`,
  );
}

export function importSkipped(attributes: readonly string[]): Reason {
  return reason(
    'ImportSkipped',
    text`The object has no value for a matching attribute (${attributes.join(', ')}).`,
    text`Give the object a value for the attribute in Microsoft Entra ID, or match by another attribute.`,
  );
}

export function requiredMissing(attributes: readonly string[]): Reason {
  return reason(
    'AttributeValidationFailed',
    attributes.length === 1
      ? text`The target requires ${attributes.join()}, which has no value for this object.`
      : text`The target requires ${attributes.reduce<Text>((all, next) => (all === '' ? next : text`${all} and ${next}`), '')}, which have no value for this object.`,
    text`Fill in the attribute in Microsoft Entra ID, or give its mapping a default value.`,
  );
}

export function severalMatches(attribute: string, value: string, ids: readonly string[]): Reason {
  return reason(
    'DuplicateTargetEntries',
    text`${ids.length} objects in the target have ${attribute} "${value}" (${ids.slice(0, 3).join(', ')}). The engine does not guess which one is right.`,
    text`Remove or rename the duplicates in the target, or match by an attribute that is unique.`,
  );
}

export function duplicateSource(attribute: string, value: string, otherId: string): Reason {
  return reason(
    'DuplicateSourceEntries',
    text`Another object of Microsoft Entra ID (${otherId}) already stands for the target object with ${attribute} "${value}".`,
    text`Give the two objects different values, or exclude one with a scoping filter.`,
  );
}

export function evaluationFailed(attribute: string, code: string, message: Text): Reason {
  return reason(
    'AttributeMappingFailed',
    text`The mapping of ${attribute} could not be evaluated: ${message} (${code})`,
    text`Correct the expression of ${attribute}.`,
  );
}

export const targetNotAsked = reason(
  'TargetLookupFailed',
  text`The target could not be asked whether it already has the object.`,
  text`Nothing was written; the object is tried again by itself.`,
);

export function valueNotAccepted(attribute: string, expected: Text): Reason {
  return reason(
    'SchemaPropertyCanOnlyAcceptValue',
    text`${attribute} takes ${expected}, and the mapping yields something else.`,
    text`Correct the mapping of ${attribute}.`,
  );
}

export const objectFlowIgnored = reason(
  'IgnoreObjectFlow',
  text`A mapping yields IgnoreObjectFlow for this object, so it is left alone.`,
);

export function createTurnedOff(mapping: string): Reason {
  return reason(
    'CreateTurnedOff',
    text`The object mapping "${mapping}" does not create objects.`,
    text`Turn the action Create of the mapping on ("Add" in its flowTypes) if it should.`,
  );
}

export function updateTurnedOff(mapping: string): Reason {
  return reason(
    'UpdateTurnedOff',
    text`The object mapping "${mapping}" does not update objects.`,
    text`Turn the action Update of the mapping on ("Update" in its flowTypes) if it should.`,
  );
}

export function disableTurnedOff(mapping: string): Reason {
  return reason(
    'UpdateTurnedOff',
    text`The object mapping "${mapping}" does not update objects, and to disable one is to update it.`,
    text`Turn the action Update of the mapping on ("Update" in its flowTypes), or disable the account in the target by hand.`,
  );
}

export function deleteTurnedOff(mapping: string): Reason {
  return reason(
    'DeleteTurnedOff',
    text`The object mapping "${mapping}" does not delete objects.`,
    text`Turn the action Delete of the mapping on ("Delete" in its flowTypes), or delete the object in the target by hand.`,
  );
}

export const outOfScopeDeletionsSkipped = reason(
  'SkipOutOfScopeDeletions',
  text`The object left the scope, and "skipOutOfScopeDeletions" leaves such objects as they are.`,
  text`Set "skipOutOfScopeDeletions" to false in the job file if they should be disabled or deleted.`,
);

export const softDeleteNotMapped = reason(
  'SoftDeleteNotMapped',
  text`No attribute mapping reads [IsSoftDeleted], so nothing in the target tells that the object left the scope.`,
  text`Map [IsSoftDeleted] to active to disable accounts that leave the scope.`,
);

export const noLongerManaged = reason(
  'NoLongerManaged',
  text`The account was disabled when the object left the scope; from then on it is not managed, and the later deletion in Microsoft Entra ID is not passed on.`,
  text`Delete the account in the target by hand if it should go, too.`,
);

export const redundant = reason('RedundantExport', text`The target already has every value.`);

export const nothingChanged = reason(
  'RedundantExport',
  text`Nothing about the object has changed since the last cycle.`,
);

export const waitsForAttempt = reason(
  'WaitsForNextAttempt',
  text`It failed before, and its next attempt isn’t due in this cycle.`,
  text`Retry Now tries it at once.`,
);

/** The same words in each cycle: what doesn't change isn't logged again. */
export const waitsForSeat = reason(
  'WaitsForSeat',
  text`The team has no free seat for this user, so nothing is done until there is one.`,
  text`Buy seats in Dropbox’s admin console, or remove or suspend somebody. The user is tried again in every cycle.`,
);

export const alreadyDisabled = reason(
  'RedundantExport',
  text`The object is out of scope and already disabled in the target.`,
);

/** @param attributes what the account was looked for by, beside its id. */
export function notFoundInTarget(attributes: readonly string[]): Reason {
  const by = ['id', ...attributes].join(', ');
  return reason(
    'NotFoundInTarget',
    text`Out of scope, and the target has no account for the object (looked for by ${by}). The next cycles look again before it's taken to be gone.`,
  );
}

export function toCreate(vanished: boolean): Reason {
  return vanished
    ? reason('LinkedObjectVanished', text`The linked object is no longer in the target, so it is created again.`)
    : reason('Create', text`In scope, and the target has no object that matches.`);
}

export function toUpdate(attributes: readonly string[], justMatched: boolean): Reason {
  const names = attributes.join(', ');
  const isOne = attributes.length === 1;
  if (justMatched) {
    return reason(
      'Update',
      isOne ? text`Matched an existing object; ${names} differs.` : text`Matched an existing object; ${names} differ.`,
    );
  }
  return reason('Update', isOne ? text`${names} differs.` : text`${names} differ.`);
}

/** @param changes told as what is removed (`old`) and what is added (`new`). */
export function toUpdateReferences(changes: readonly AttributeChange[]): Reason {
  const told = changes.map(({ attribute, old, new: added }) => {
    const [adds, removes] = [scalarsOf(added).length, scalarsOf(old).length];
    if (removes === 0) return text`${attribute}: ${adds} to add`;
    return adds === 0
      ? text`${attribute}: ${removes} to remove`
      : text`${attribute}: ${adds} to add, ${removes} to remove`;
  });
  return reason('Update', text`${joined(told, '; ')}.`);
}

export function toLoseMembers(lost: number, of: number): Reason {
  return reason('RemoveMembers', text`The group would lose ${lost} of its ${of} members.`);
}

/** What was held back, and is not done because a person has said so. @param cause why it would have been done. */
export function deleteRejected(cause: Reason, { at, by }: HoldDecision): Reason {
  const who = by ?? text`Somebody`;
  return reason(
    'DeleteRejected',
    text`${who} rejected this on ${at.slice(0, 16).replace('T', ' ')} UTC, so nothing is taken away until its cause changes: ${cause.message}`,
    text`Release it among the staged deletes if it should happen after all.`,
  );
}

/** What was held back, and is done by the next sync because a person has said so. @param cause why it is done. */
export function deleteReleased(cause: Reason, { at, by }: HoldDecision): Reason {
  return reason(
    'DeleteReleased',
    text`${by ?? text`Somebody`} released this on ${at.slice(0, 16).replace('T', ' ')} UTC; the next sync carries it out: ${cause.message}`,
    text`Reject it among the staged deletes before the next sync if it should not happen.`,
  );
}

export function toDisable(cause: Reason): Reason {
  return reason('Disable', text`Left the scope: ${cause.message}`, cause.recommendedAction);
}

/**
 * Dropbox deletes an invited user that is suspended, and the words must say so.
 * Source: https://learn.microsoft.com/entra/identity/saas-apps/dropboxforbusiness-provisioning-tutorial ("Connector limitations")
 */
export function toDisableInvited(cause: Reason): Reason {
  return reason(
    'DisableDeletesInvitedUser',
    text`Left the scope: ${cause.message} The user has not accepted the Dropbox invitation yet; suspending an invited Dropbox user deletes that user.`,
    cause.recommendedAction,
  );
}

export function toDisableUnknown(cause: Reason): Reason {
  return reason(
    'Disable',
    text`Left the scope: ${cause.message} If the user has not accepted the Dropbox invitation yet, suspending deletes that user.`,
    cause.recommendedAction,
  );
}

const checkActive = text`If this is not what you want, correct the mapping of active.`;

/** @param yields `False` or `no value`. */
export function toDisableByMapping(yields: Text): Reason {
  return reason(
    'DisabledByMapping',
    text`In scope, but the mapping of active yields ${yields}, so the account loses its access.`,
    checkActive,
  );
}

export function toDisableInvitedByMapping(yields: Text): Reason {
  return reason(
    'DisableDeletesInvitedUser',
    text`In scope, but the mapping of active yields ${yields}. The user has not accepted the Dropbox invitation yet; suspending an invited Dropbox user deletes that user.`,
    checkActive,
  );
}

/** @param files what becomes of the account's files, in a sentence; empty where nothing is known of any. */
export function toDelete(cause: Reason, files: Text = ''): Reason {
  const told = files === '' ? cause.message : joined([cause.message, files], ' ');
  return reason('Delete', told, cause.recommendedAction);
}

/** @param why who can't have them. */
export function filesWithoutDestination(cause: Reason, why: Text): Reason {
  return reason(
    'FilesHaveNoDestination',
    text`${cause.message} The account isn’t removed, since its files would have nowhere to go: ${why}.`,
    text`Name who gets the files in "removal" of the job’s target, or see to it that who is named has an active account in the team. It’s tried again in every cycle.`,
  );
}
