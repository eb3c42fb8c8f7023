//! Whether the screen is locked, where the system does not tell of it by itself in a way that safe code can hear.
//!
//! This is the one package that may use `unsafe`: a single question to each of two systems
//! (docs/adr/0028-one-question-in-unsafe-code.md).

/// Whether the screen of the session that this program runs in is locked; none where that cannot be known.
///
/// Quick, but a call into the system: ask every few seconds at most.
pub fn is_locked() -> Option<bool> {
    system::is_locked()
}

#[cfg(windows)]
mod system {
    use std::{mem::size_of, ptr::null_mut};

    use windows_sys::Win32::System::RemoteDesktop::{
        WTS_CURRENT_SERVER_HANDLE, WTS_CURRENT_SESSION, WTS_SESSIONSTATE_LOCK,
        WTS_SESSIONSTATE_UNLOCK, WTSFreeMemory, WTSINFOEXW, WTSQuerySessionInformationW,
        WTSSessionInfoEx,
    };

    /// <https://learn.microsoft.com/windows/win32/api/wtsapi32/ns-wtsapi32-wtsinfoex_level1_w>
    pub(super) fn is_locked() -> Option<bool> {
        let info = session()?;
        if info.Level != 1 {
            return None;
        }
        // SAFETY: at level 1 this is what the union holds; all of it is numbers.
        let session = unsafe { info.Data.WTSInfoExLevel1 };
        match u32::try_from(session.SessionFlags) {
            Ok(WTS_SESSIONSTATE_LOCK) => Some(true),
            Ok(WTS_SESSIONSTATE_UNLOCK) => Some(false),
            Ok(_) | Err(_) => None,
        }
    }

    fn session() -> Option<WTSINFOEXW> {
        let mut answer: *mut u16 = null_mut();
        let mut length = 0;
        // SAFETY: both places live for as long as the call, and it keeps neither.
        let answered = unsafe {
            WTSQuerySessionInformationW(
                WTS_CURRENT_SERVER_HANDLE,
                WTS_CURRENT_SESSION,
                WTSSessionInfoEx,
                &raw mut answer,
                &raw mut length,
            )
        };
        if answered == 0 || answer.is_null() {
            return None;
        }
        let is_whole =
            usize::try_from(length).is_ok_and(|length| length >= size_of::<WTSINFOEXW>());
        let info = is_whole.then(|| {
            // SAFETY: so many bytes are there, every value of them is one of the structure's, and it is read
            // wherever it lies.
            unsafe { answer.cast::<WTSINFOEXW>().read_unaligned() }
        });
        // SAFETY: the call above allocated it, and nothing points there any more.
        unsafe { WTSFreeMemory(answer.cast()) };
        info
    }
}

#[cfg(target_os = "macos")]
mod system {
    use objc2_core_foundation::{CFBoolean, CFRetained, CFString, CFType};
    use objc2_core_graphics::CGSessionCopyCurrentDictionary;

    /// Written as long as the screen is locked. Apple does not document it; Chromium and others read it.
    const LOCKED: &str = "CGSSessionScreenIsLocked";

    /// None outside a session with a screen.
    /// <https://developer.apple.com/documentation/coregraphics/cgsessioncopycurrentdictionary()>
    pub(super) fn is_locked() -> Option<bool> {
        let session = CGSessionCopyCurrentDictionary()?;
        // SAFETY: its keys are strings, and its values are objects of Core Foundation.
        let session = unsafe { CFRetained::cast_unchecked::<Dictionary>(session) };
        let locked = session.get(&CFString::from_static_str(LOCKED));
        let locked = locked.and_then(|found| found.downcast::<CFBoolean>().ok());
        Some(locked.is_some_and(|locked| locked.as_bool()))
    }

    type Dictionary = objc2_core_foundation::CFDictionary<CFString, CFType>;
}

#[cfg(not(any(windows, target_os = "macos")))]
mod system {
    /// Others tell over their message bus.
    pub(super) fn is_locked() -> Option<bool> {
        None
    }
}
