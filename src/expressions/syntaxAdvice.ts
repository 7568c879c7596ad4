/** What to write instead of an operator that other languages have (expressions.md section 3, "not in the language"). */
export function operatorAdvice(operator: string): string {
  switch (operator.toLowerCase()) {
    case '&':
    case '+':
      return `There is no operator ${operator}; join texts with Join("", …) or Append.`;
    case '&&':
    case 'and':
      return `There is no operator ${operator}; nest a second IIF in the true branch: IIF(a, IIF(b, x, y), y).`;
    case '||':
    case 'or':
      return `There is no operator ${operator}; nest a second IIF in the false branch: IIF(a, x, IIF(b, x, y)).`;
    case '!':
      return 'There is no operator !; write Not(…).';
    default:
      return `There is no operator ${operator}; only =, <>, >, >=, < and <= compare two values.`;
  }
}
