SET {name} = {value}
