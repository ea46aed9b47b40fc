{table} WHERE (({keys}) IN (SELECT {values} FROM unnest({lists}) AS given ({names}))) IS TRUE
