//! What the window is told of a command.

use std::panic::AssertUnwindSafe;

use engine::{EngineError, view::CommandError};
use futures::FutureExt;

/// Waits for the engine's answer. A panic on the way is an answer as well: the page would wait for ever.
pub async fn answered<T>(
    call: impl Future<Output = Result<T, EngineError>>,
    reference: impl Fn() -> String,
) -> Result<T, CommandError> {
    match AssertUnwindSafe(call).catch_unwind().await {
        Ok(Ok(answer)) => Ok(answer),
        // The window gets a code; the log gets the event under the same reference.
        Ok(Err(error)) => Err(error.to_view(|| {
            let reference = reference();
            tracing::error!(%error, %reference, "a command failed");
            reference
        })),
        Err(_) => {
            let reference = reference();
            tracing::error!(%reference, "a command panicked");
            Err(CommandError::Internal { reference })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_command_that_panics_is_answered_with_a_reference() {
        let reference = || "17".to_owned();
        let panics = async {
            let nothing: Option<u8> = std::hint::black_box(None);
            Ok(nothing.unwrap())
        };
        let told = CommandError::Internal {
            reference: reference(),
        };
        assert_eq!(answered(panics, reference).await, Err(told));
        assert_eq!(
            answered(async { Err::<(), _>(EngineError::Locked) }, reference).await,
            Err(CommandError::Locked)
        );
        assert_eq!(answered(async { Ok(7) }, reference).await, Ok(7));
    }
}
