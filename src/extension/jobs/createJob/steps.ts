import * as vscode from 'vscode';
import { inBackground } from '../../commands/inBackground.ts';
import { Cancelled } from '../../support/actionableFailure.ts';

/** The person pressed *Back*. */
export class StepBack extends Error {}

/** Where a step is in its sequence. */
export interface StepPlace {
  readonly title: string;
  readonly step: number;
  /** The total may change with the answers. */
  readonly totalSteps: number;
}

export interface Choice<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

/** One question with a list of answers. Rejects with StepBack or Cancelled. */
export function askChoice<Value>(
  place: StepPlace,
  question: string,
  choices: readonly Choice<Value>[],
  current: Value,
): Promise<Value> {
  const pick = vscode.window.createQuickPick<Choice<Value>>();
  pick.items = choices;
  pick.activeItems = choices.filter(({ value }) => value === current);
  pick.placeholder = question;
  return answered(pick, place, (resolve) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined) resolve(chosen.value);
    });
  });
}

/** One question with a text for an answer, checked as it is typed. Rejects with StepBack or Cancelled. */
export function askText(
  place: StepPlace,
  question: string,
  current: string,
  check: (text: string) => string | null | Promise<string | null>,
): Promise<string> {
  const input = vscode.window.createInputBox();
  input.value = current;
  input.prompt = question;
  const validate = async (): Promise<boolean> => {
    const { value } = input;
    const problem = await check(value.trim());
    if (input.value === value) input.validationMessage = problem ?? undefined;
    return problem === null;
  };
  return answered(input, place, (resolve) => {
    input.onDidChangeValue((value) => {
      if (value === '') input.validationMessage = undefined;
      else inBackground(validate());
    });
    input.onDidAccept(async () => {
      if (await validate()) resolve(input.value.trim());
    });
  });
}

function answered<Value>(
  input: vscode.QuickInput & {
    buttons: readonly vscode.QuickInputButton[];
    onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
  },
  place: StepPlace,
  listen: (resolve: (value: Value) => void) => void,
): Promise<Value> {
  input.title = place.title;
  input.step = place.step;
  input.totalSteps = place.totalSteps;
  input.ignoreFocusOut = true;
  input.buttons = place.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  return new Promise<Value>((resolve, reject) => {
    listen(resolve);
    input.onDidTriggerButton(() => {
      reject(new StepBack());
    });
    input.onDidHide(() => {
      reject(new Cancelled());
    });
    input.show();
  }).finally(() => {
    input.dispose();
  });
}

/** A step takes the answers so far and gives them with its own. */
export interface Step<Answers> {
  /** Whether the step is asked at all, by what was answered before. */
  readonly applies: (answers: Answers) => boolean;
  readonly ask: (answers: Answers, place: StepPlace) => Promise<Answers>;
}

/**
 * Asks the steps in their order, with *Back*; answers are kept when the person goes back and forth.
 *
 * @param keep told the answers so far and the number of the next question, after each one.
 * @param first the number of the question to begin with.
 */
export async function askInSteps<Answers>(
  title: string,
  steps: readonly Step<Answers>[],
  initial: Answers,
  keep: (answers: Answers, index: number) => void = () => undefined,
  first = 0,
): Promise<Answers> {
  let answers = initial;
  let index = first;
  for (;;) {
    const applying = steps.filter(({ applies }) => applies(answers));
    const step = applying[index];
    if (step === undefined) return answers;
    try {
      answers = await step.ask(answers, { title, step: index + 1, totalSteps: applying.length });
      index += 1;
      keep(answers, index);
    } catch (error) {
      if (!(error instanceof StepBack)) throw error;
      index -= 1;
    }
  }
}
