-- Events prove their origin from now on. What is known of connections and tokens has no such proof, and is read again.
delete from connection;
delete from token;
delete from projection_offset;
