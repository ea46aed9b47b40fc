SELECT (SELECT freelist_count FROM pragma_freelist_count) AS free,
       (SELECT page_count FROM pragma_page_count) AS pages,
       (SELECT auto_vacuum FROM pragma_auto_vacuum) AS auto_vacuum
