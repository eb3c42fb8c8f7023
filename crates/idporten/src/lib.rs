//! idporten
