//! Writes the TypeScript types of the domain again.

use anyhow::Result;

use crate::workspace::{self, Workspace};

/// The tests that compare the generated files write them instead when they are told so. For the whole
/// workspace: with `-p` Cargo would choose other features and compile the dependencies once more.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut test = workspace.cargo(["test", "--workspace", "--test", "it", "types::"]);
    workspace::run(test.env("HALVAARSRAPPORT_CODEGEN", "1"))
}
