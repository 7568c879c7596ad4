/** One person of the sample tenant. The user name is what stands before the `@`. */
export interface Person {
  readonly userName: string;
  readonly givenName: string;
  /** Null for the user without a surname. */
  readonly surname: string | null;
  readonly jobTitle: string;
  readonly department: string;
  /** User name of the manager. */
  readonly manager?: string;
  readonly accountEnabled?: false;
  /** Another mail address than the user name's own. */
  readonly mail?: string;
  /** The home address of a guest, whose user principal name is made from it. */
  readonly guestFrom?: string;
}

/** The named people of the sample tenant. docs/sandbox.md says which of them is which awkward case. */
export const samplePeople: readonly Person[] = [
  // The chief executive is assigned to nothing: a manager out of scope for those who report to her.
  {
    userName: 'megan.bowen',
    givenName: 'Megan',
    surname: 'Bowen',
    jobTitle: 'Chief Executive Officer',
    department: 'Executive',
  },
  {
    userName: 'alex.wilber',
    givenName: 'Alex',
    surname: 'Wilber',
    jobTitle: 'VP Engineering',
    department: 'Engineering',
    manager: 'megan.bowen',
  },
  {
    userName: 'lidia.holloway',
    givenName: 'Lidia',
    surname: 'Holloway',
    jobTitle: 'VP Sales',
    department: 'Sales',
    manager: 'megan.bowen',
  },
  {
    userName: 'nestor.wilke',
    givenName: 'Nestor',
    surname: 'Wilke',
    jobTitle: 'Director of Operations',
    department: 'Operations',
    manager: 'megan.bowen',
  },

  {
    userName: 'adele.vance',
    givenName: 'Adele',
    surname: 'Vance',
    jobTitle: 'Principal Engineer',
    department: 'Engineering',
    manager: 'alex.wilber',
  },
  {
    userName: 'diego.siciliani',
    givenName: 'Diego',
    surname: 'Siciliani',
    jobTitle: 'Engineering Manager',
    department: 'Engineering',
    manager: 'alex.wilber',
  },
  {
    userName: 'zoe.lukasiewicz',
    givenName: 'Zoë',
    surname: 'Łukasiewicz-Müßig',
    jobTitle: 'Software Engineer',
    department: 'Engineering',
    manager: 'diego.siciliani',
  },
  {
    userName: 'madhavi',
    givenName: 'Madhavi',
    surname: null,
    jobTitle: 'Software Engineer',
    department: 'Engineering',
    manager: 'diego.siciliani',
  },
  {
    userName: 'henrietta.mueller',
    givenName: 'Henrietta',
    surname: 'Mueller',
    jobTitle: 'Software Engineer',
    department: 'Engineering',
    manager: 'diego.siciliani',
  },
  {
    userName: 'isaiah.langer',
    givenName: 'Isaiah',
    surname: 'Langer',
    jobTitle: 'Test Engineer',
    department: 'Engineering',
    manager: 'diego.siciliani',
  },
  {
    userName: 'johanna.lorenz',
    givenName: 'Johanna',
    surname: 'Lorenz',
    jobTitle: 'Designer',
    department: 'Engineering',
    manager: 'adele.vance',
  },
  {
    userName: 'bruno.disabled',
    givenName: 'Bruno',
    surname: 'Santos',
    jobTitle: 'Software Engineer',
    department: 'Engineering',
    manager: 'diego.siciliani',
    accountEnabled: false,
  },

  {
    userName: 'lynne.robbins',
    givenName: 'Lynne',
    surname: 'Robbins',
    jobTitle: 'Sales Manager',
    department: 'Sales',
    manager: 'lidia.holloway',
  },
  {
    userName: 'miriam.graham',
    givenName: 'Miriam',
    surname: 'Graham',
    jobTitle: 'Account Executive',
    department: 'Sales',
    manager: 'lynne.robbins',
  },
  {
    userName: 'grady.archie',
    givenName: 'Grady',
    surname: 'Archie',
    jobTitle: 'Account Executive',
    department: 'Sales',
    manager: 'lynne.robbins',
  },
  {
    userName: 'enrico.cattaneo',
    givenName: 'Enrico',
    surname: 'Cattaneo',
    jobTitle: 'Account Executive EMEA',
    department: 'Sales',
    manager: 'lynne.robbins',
  },
  {
    userName: 'raul.razo',
    givenName: 'Raúl',
    surname: 'Razo',
    jobTitle: 'Account Executive EMEA',
    department: 'Sales',
    manager: 'lynne.robbins',
  },
  {
    userName: 'christie.cline',
    givenName: 'Christie',
    surname: 'Cline',
    jobTitle: 'Sales Analyst',
    department: 'Sales',
    manager: 'lynne.robbins',
  },

  {
    userName: 'pradeep.gupta',
    givenName: 'Pradeep',
    surname: 'Gupta',
    jobTitle: 'Finance Director',
    department: 'Finance',
    manager: 'megan.bowen',
  },
  {
    userName: 'ben.walters',
    givenName: 'Ben',
    surname: 'Walters',
    jobTitle: 'Accountant',
    department: 'Finance',
    manager: 'pradeep.gupta',
  },
  {
    userName: 'debra.berger',
    givenName: 'Debra',
    surname: 'Berger',
    jobTitle: 'Accountant',
    department: 'Finance',
    manager: 'pradeep.gupta',
  },
  {
    userName: 'emily.braun',
    givenName: 'Emily',
    surname: 'Braun',
    jobTitle: 'Payroll Specialist',
    department: 'Finance',
    manager: 'pradeep.gupta',
  },

  {
    userName: 'irvin.sayers',
    givenName: 'Irvin',
    surname: 'Sayers',
    jobTitle: 'Project Manager',
    department: 'Operations',
    manager: 'nestor.wilke',
  },
  {
    userName: 'joni.sherman',
    givenName: 'Joni',
    surname: 'Sherman',
    jobTitle: 'Store Operations Lead',
    department: 'Operations',
    manager: 'nestor.wilke',
  },
  {
    userName: 'lee.gu',
    givenName: 'Lee',
    surname: 'Gu',
    jobTitle: 'Store Operations Lead',
    department: 'Operations',
    manager: 'nestor.wilke',
  },
  {
    userName: 'patti.fernandez',
    givenName: 'Patti',
    surname: 'Fernandez',
    jobTitle: 'Facilities Manager',
    department: 'Operations',
    manager: 'nestor.wilke',
  },
  {
    userName: 'allan.deyoung',
    givenName: 'Allan',
    surname: 'Deyoung',
    jobTitle: 'IT Administrator',
    department: 'Operations',
    manager: 'nestor.wilke',
  },
  {
    userName: 'delia.dennis',
    givenName: 'Delia',
    surname: 'Dennis',
    jobTitle: 'Reception',
    department: 'Operations',
    manager: 'patti.fernandez',
    mail: 'frontdesk@contoso.com',
  },
  {
    userName: 'gerhart.moller',
    givenName: 'Gerhart',
    surname: 'Møller',
    jobTitle: 'Reception',
    department: 'Operations',
    manager: 'patti.fernandez',
    mail: 'frontdesk@contoso.com',
  },
  {
    userName: 'cameron.white',
    givenName: 'Cameron',
    surname: 'White',
    jobTitle: 'Contractor',
    department: 'Operations',
    manager: 'nestor.wilke',
  },
  {
    userName: 'elena.rossi',
    givenName: 'Elena',
    surname: 'Rossi',
    jobTitle: 'Consultant',
    department: 'External',
    manager: 'adele.vance',
    guestFrom: 'elena.rossi@fabrikam.com',
  },
  // Left last month: in the recycle bin.
  {
    userName: 'tony.krijnen',
    givenName: 'Tony',
    surname: 'Krijnen',
    jobTitle: 'Account Executive',
    department: 'Sales',
    manager: 'lynne.robbins',
  },
];

/** The user who is in the recycle bin. */
export const deletedUserName = 'tony.krijnen';
