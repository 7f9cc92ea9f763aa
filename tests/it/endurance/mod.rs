//! 耐久 What the store keeps when processes are killed, disks are full, files are locked or damaged, and two start at once.

mod faults;
mod goods;
mod kill;
mod process;
