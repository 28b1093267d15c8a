-- A mistake is reported where it stands.
return { a = varchar(20) }
