//! 耐久 What the store keeps when processes are killed, disks are full, files are locked or damaged, and two start at once.

mod damage;
mod faults;
mod faulty;
mod goods;
mod kill;
mod migrate;
mod postgres;
mod process;
mod steps;
