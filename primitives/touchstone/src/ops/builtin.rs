//! Values that a lane is born with.

named! {
	/// Values that a lane is born with.
	Builtin {
		/// The lane's number in its workgroup: `x + y * size.x + z * size.x * size.y`.
		LocalIndex = 0, "local_index";
		/// The lane's x in its workgroup.
		LocalX = 1, "local.x";
		/// The lane's y in its workgroup.
		LocalY = 2, "local.y";
		/// The lane's z in its workgroup.
		LocalZ = 3, "local.z";
		/// The workgroup's x in the grid.
		GroupX = 4, "group.x";
		/// The workgroup's y in the grid.
		GroupY = 5, "group.y";
		/// The workgroup's z in the grid.
		GroupZ = 6, "group.z";
		/// `group.x * size.x + local.x`, wrapping.
		GlobalX = 7, "global.x";
		/// `group.y * size.y + local.y`, wrapping.
		GlobalY = 8, "global.y";
		/// `group.z * size.z + local.z`, wrapping.
		GlobalZ = 9, "global.z";
		/// Workgroups of the grid in x.
		GroupsX = 10, "groups.x";
		/// Workgroups of the grid in y.
		GroupsY = 11, "groups.y";
		/// Workgroups of the grid in z.
		GroupsZ = 12, "groups.z";
	}
}

impl Builtin {
	/// Whether it is the same in all lanes of a workgroup.
	pub const fn is_uniform(self) -> bool {
		match self {
			Self::LocalIndex
			| Self::LocalX
			| Self::LocalY
			| Self::LocalZ
			| Self::GlobalX
			| Self::GlobalY
			| Self::GlobalZ => false,
			Self::GroupX
			| Self::GroupY
			| Self::GroupZ
			| Self::GroupsX
			| Self::GroupsY
			| Self::GroupsZ => true,
		}
	}
}
