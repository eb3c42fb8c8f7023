//! What a SQLite file holds, to be compared.

use sqlx::{AssertSqlSafe, SqliteConnection};

/// What sqlx says of the migrations, which holds times: the steps alone count.
const MIGRATIONS: &str = "_sqlx_migrations";

/// Tables, indexes and triggers as they were made, and every row of every table; and that the file is whole and no row
/// names another that is not there.
///
/// # Errors
///
/// The database.
pub async fn contents(connection: &mut SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    let mut all: Vec<String> = Vec::new();
    for text in [
        "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_schema ORDER BY name",
        "SELECT 'step ' || version FROM _sqlx_migrations ORDER BY version",
        "SELECT 'whole ' || integrity_check FROM pragma_integrity_check",
        "SELECT 'lacks ' || \"table\" || ' ' || parent FROM pragma_foreign_key_check",
    ] {
        all.extend(
            sqlx::query_scalar::<_, String>(text)
                .fetch_all(&mut *connection)
                .await?,
        );
    }
    let tables = "SELECT m.name, group_concat('quote(\"' || c.name || '\")', '||'' ''||')
         FROM sqlite_schema m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name <> ?
         GROUP BY m.name ORDER BY m.name";
    let tables: Vec<(String, String)> = sqlx::query_as(tables)
        .bind(MIGRATIONS)
        .fetch_all(&mut *connection)
        .await?;
    for (table, columns) in tables {
        let rows = format!("SELECT '{table} ' || {columns} FROM \"{table}\" ORDER BY 1");
        all.extend(
            sqlx::query_scalar::<_, String>(AssertSqlSafe(rows))
                .fetch_all(&mut *connection)
                .await?,
        );
    }
    Ok(all)
}
