/** The program cannot start, for a reason that whoever runs it can remove. */
export class StartRefusal extends Error {
  override readonly name = "StartRefusal";
  /** What the process ends with: 3 wrong settings or surroundings, 4 a schema that is not this program's. */
  readonly exitCode: 3 | 4;

  constructor(message: string, exitCode: 3 | 4 = 3) {
    super(message);
    this.exitCode = exitCode;
  }
}
