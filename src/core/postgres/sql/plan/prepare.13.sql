PREPARE {name} AS
{statement}
