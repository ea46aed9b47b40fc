SET {setting} = {value}
