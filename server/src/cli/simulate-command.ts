export function addSimulateCommand(): void {}
