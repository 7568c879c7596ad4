/** The groups of the sample tenant, and whether they are assigned to Dropbox. "Retail Stores" gets its crowd in `sampleTenant.ts`. */
export const sampleGroups: readonly {
  readonly displayName: string;
  readonly description: string;
  readonly members: readonly string[];
  readonly groups?: readonly string[];
  readonly isAssigned: boolean;
}[] = [
  {
    displayName: 'Engineering',
    description: 'Everyone who builds the product',
    members: [
      'alex.wilber',
      'adele.vance',
      'diego.siciliani',
      'zoe.lukasiewicz',
      'madhavi',
      'henrietta.mueller',
      'isaiah.langer',
      'johanna.lorenz',
      'bruno.disabled',
    ],
    isAssigned: true,
  },
  {
    displayName: 'Sales EMEA',
    description: 'Sales in Europe, the Middle East and Africa',
    members: ['enrico.cattaneo', 'raul.razo'],
    isAssigned: false,
  },
  {
    displayName: 'Sales',
    description: 'Sales everywhere; contains the group Sales EMEA',
    members: ['lidia.holloway', 'lynne.robbins', 'miriam.graham', 'grady.archie', 'tony.krijnen'],
    groups: ['Sales EMEA'],
    isAssigned: true,
  },
  {
    displayName: 'Finance',
    description: 'Accounting and payroll',
    members: ['pradeep.gupta', 'ben.walters', 'debra.berger', 'emily.braun'],
    isAssigned: true,
  },
  {
    displayName: 'Operations',
    description: 'Facilities, stores and IT',
    members: ['irvin.sayers', 'joni.sherman', 'lee.gu', 'patti.fernandez'],
    isAssigned: false,
  },
  { displayName: 'Project Nova', description: 'A project that nobody has joined yet', members: [], isAssigned: true },
  {
    displayName: 'Retail Stores',
    description: 'Store associates of all regions',
    members: ['joni.sherman', 'lee.gu'],
    isAssigned: true,
  },
  {
    displayName: 'Executives',
    description: 'The board',
    members: ['megan.bowen', 'alex.wilber', 'lidia.holloway'],
    isAssigned: false,
  },
];

/** Users assigned to Dropbox directly, by role. Adele and Ben are members of an assigned group as well. */
export const directAssignments: Readonly<Record<'user' | 'msiamAccess' | 'defaultAccess', readonly string[]>> = {
  user: [
    'adele.vance',
    'nestor.wilke',
    'irvin.sayers',
    'allan.deyoung',
    'delia.dennis',
    'gerhart.moller',
    'elena.rossi',
    'patti.fernandez',
  ],
  msiamAccess: ['christie.cline', 'ben.walters'],
  defaultAccess: ['cameron.white'],
};
