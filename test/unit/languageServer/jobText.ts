/** What a job is made of where a test cares; the rest is sound. */
export interface JobParts {
  /** The `source` member of the mapping to `displayName`, as it stands in the file. */
  readonly source?: string;
  readonly target?: string;
  /** Further members of that mapping. */
  readonly more?: string;
  readonly clause?: string;
  readonly flowTypes?: string;
}

/** A sound job whose mapping to `displayName` has this expression, written as it is in the file: escapes and all. */
export function jobWith(expression: string, parts: JobParts = {}): string {
  return jobText({ ...parts, source: `{ "expression": "${expression}" }` });
}

/** A sound job with some of its parts as given; a user has givenName, surname, mail, accountEnabled and otherMails. */
export function jobText(parts: JobParts = {}): string {
  const { source = '{ "expression": "[givenName]" }', target = '"displayName"', more = '' } = parts;
  const { clause = clauseText('"mail"', '"ENDS_WITH"', '"contoso.com"'), flowTypes = '"Add, Update"' } = parts;
  return `{
  "id": "test",
  "displayName": "Test",
  "source": { "kind": "sandbox" },
  "target": { "kind": "sandbox" },
  "schema": {
    "synchronizationRules": [
      {
        "name": "Users to Dropbox",
        "sourceDirectoryName": "Entra",
        "targetDirectoryName": "Dropbox",
        "objectMappings": [
          {
            "name": "Provision users",
            "enabled": true,
            "flowTypes": ${flowTypes},
            "sourceObjectName": "User",
            "targetObjectName": "User",
            "scope": { "groups": [{ "name": "staff", "clauses": [${clause}] }] },
            "attributeMappings": [
              { "targetAttributeName": "userName", "source": { "expression": "[mail]" }, "matchingPriority": 1 },
              { "targetAttributeName": ${target}, "source": ${source}${more} }
            ]
          }
        ]
      }
    ],
    "directories": [
      {
        "name": "Entra",
        "objects": [
          {
            "name": "User",
            "attributes": [
              { "name": "objectId", "type": "String", "anchor": true },
              { "name": "givenName", "type": "String" },
              { "name": "surname", "type": "String" },
              { "name": "mail", "type": "String" },
              { "name": "accountEnabled", "type": "Boolean" },
              { "name": "otherMails", "type": "String", "multivalued": true }
            ]
          }
        ]
      },
      {
        "name": "Dropbox",
        "objects": [
          {
            "name": "User",
            "attributes": [
              { "name": "id", "type": "String", "anchor": true, "mutability": "ReadOnly" },
              { "name": "userName", "type": "String", "required": true },
              { "name": "displayName", "type": "String" },
              { "name": "title", "type": "String" }
            ]
          }
        ]
      }
    ]
  }
}
`;
}

/** A clause of a scoping filter, from its members as they stand in the file. */
export function clauseText(attribute: string, operator: string, value: string): string {
  return `{ "operatorName": ${operator}, "sourceOperandName": ${attribute}, "targetOperand": { "values": [${value}] } }`;
}
