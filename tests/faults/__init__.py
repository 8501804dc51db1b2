"""What happens when something under us breaks: real servers, stopped, frozen, emptied, filled. The RL cases."""
