/**
 * The files of the engine's tests that run over one target only, each with its reason. All others run over SCIM and over the
 * Business API (`eachTarget.ts`); what one wire lacks in one of those is said at the test, by `itOnlyOver`.
 */
export const oneTargetOnly: Readonly<Record<string, string>> = {
  engineConflicts: 'the ways in which SCIM servers hide what is in the way; businessTargetRefusals has Dropbox’s',
  engineCountScope: 'what the source has told; no target is asked',
  engineDamagedRows: 'what is kept, whose rows are the same for every target',
  engineDoubtfulDisable: 'bodies that SCIM gives in response to a write; the Business API’s writes have none',
  engineEntraDialect: 'a dialect of SCIM',
  engineForeignServers: 'SCIM servers of others',
  engineFullDisk: 'the disk of the state',
  engineFuzz: 'mutated responses of a SCIM server',
  engineIndependentServer: 'a SCIM server of another make',
  engineManyCycles: 'what a process holds after many cycles',
  engineModel: 'stories with SCIM’s faults; engineTwoTargets compares both',
  engineModelSees: 'the oracle of the model test',
  engineNumericIds: 'ids as SCIM servers write them',
  engineOddTargets: 'SCIM servers without PATCH, filters or groups',
  engineReferencesAlong: 'members in SCIM’s lists and responses',
  engineRoles: 'roles, of which a Dropbox member has none that can be mapped',
  engineSeats: 'starts the target that each of its tests is about',
  engineStatePermissions: 'the files of the state',
  engineTestConnection: 'SCIM’s steps; businessTargetFaults has those of the Business API',
  engineTwoTargets: 'starts both targets itself',
  engineWholeWrites: 'SCIM’s PUT',
};
