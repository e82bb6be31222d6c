INSERT INTO days
SELECT $day,
    (SELECT count(*) FROM articles WHERE day = $day),
    (SELECT count(*) FROM stories WHERE day = $day),
    $signature, $paired
