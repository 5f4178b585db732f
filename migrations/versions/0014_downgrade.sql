ALTER TABLE unplaced DROP enabling, DROP resource_price, DROP competing;
