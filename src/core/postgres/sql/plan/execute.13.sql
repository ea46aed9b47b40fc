EXECUTE {name}{arguments}
