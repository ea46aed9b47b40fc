COPY optischema_tools.statistics FROM STDIN
